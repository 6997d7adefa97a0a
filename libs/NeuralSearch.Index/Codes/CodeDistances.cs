namespace NeuralSearch.Index;

/// <summary>A distance of two <see cref="CodeRow"/>s that knows how far it may be from what it stands for.</summary>
internal interface ICodeDistance : IDistance
{
    /// <summary>
    /// By how much a distance of codes must exceed another for the exact ones to be in the same order all but
    /// certainly: three standard deviations of the difference of their errors.
    /// </summary>
    /// <remarks>
    /// The rounding error of a component of the difference of two rows is the sum of two uniform ones of one step: its
    /// variance is 1/6. What clipping adds is not in it.
    /// </remarks>
    static abstract float Margin(float distance, int dimensions);
}

/// <summary>
/// Σ (xᵢ−yᵢ)² of two rows of codes: times the square of the quantiser's step, ‖x−y‖² of what the codes stand for.
/// It also orders unit rows as their negated dot product does, since ‖x−y‖² = 2 − 2·x·y.
/// </summary>
internal readonly unsafe struct CodeEuclidSquared : ICodeDistance
{
    /// <summary>Of two <see cref="CodeRow"/>s of <paramref name="length"/> bytes, padding included.</summary>
    public static float Evaluate(void* x, void* y, nuint length) =>
        CodeKernels.SquaredDifferences((byte*)x, (byte*)y, length);

    /// <remarks>Var (δ+e)² = 4δ²/6 + 7/180 a component, where δ² sums up to the distance.</remarks>
    public static float Margin(float distance, int dimensions) =>
        3 * MathF.Sqrt(2 * (4 / 6f * distance + 7 / 180f * dimensions));
}

/// <summary>
/// Σ |xᵢ−yᵢ| of two rows of codes: times the quantiser's step, the Manhattan distance of what the codes stand for.
/// </summary>
internal readonly unsafe struct CodeManhattan : ICodeDistance
{
    /// <summary>Of two <see cref="CodeRow"/>s of <paramref name="length"/> bytes, padding included.</summary>
    public static float Evaluate(void* x, void* y, nuint length) =>
        CodeKernels.AbsoluteDifferences((byte*)x, (byte*)y, length);

    public static float Margin(float distance, int dimensions) => 3 * MathF.Sqrt(2 / 6f * dimensions);
}
