namespace NeuralSearch.Index;

/// <summary>
/// Σ (xᵢ−yᵢ)² of two rows of codes: times the square of the quantiser's step, ‖x−y‖² of what the codes stand for.
/// It also orders unit rows as their negated dot product does, since ‖x−y‖² = 2 − 2·x·y.
/// </summary>
internal readonly unsafe struct CodeEuclidSquared : IDistance
{
    /// <summary>Of two <see cref="CodeRow"/>s of <paramref name="length"/> bytes, padding included.</summary>
    public static float Evaluate(void* x, void* y, nuint length) =>
        CodeKernels.SquaredDifferences((byte*)x, (byte*)y, length);
}

/// <summary>
/// Σ |xᵢ−yᵢ| of two rows of codes: times the quantiser's step, the Manhattan distance of what the codes stand for.
/// </summary>
internal readonly unsafe struct CodeManhattan : IDistance
{
    /// <summary>Of two <see cref="CodeRow"/>s of <paramref name="length"/> bytes, padding included.</summary>
    public static float Evaluate(void* x, void* y, nuint length) =>
        CodeKernels.AbsoluteDifferences((byte*)x, (byte*)y, length);
}
