namespace NeuralSearch.Index;

/// <summary>The specification of the kernels over codes: plain loops. Nothing fast calls them.</summary>
internal static class ReferenceCodeDistances
{
    /// <summary>Σ (xᵢ−yᵢ)².</summary>
    public static long SquaredDifferences(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        var sum = 0L;
        for (var i = 0; i < x.Length; i++) sum += (x[i] - y[i]) * (x[i] - y[i]);
        return sum;
    }

    /// <summary>Σ |xᵢ−yᵢ|.</summary>
    public static long AbsoluteDifferences(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        var sum = 0L;
        for (var i = 0; i < x.Length; i++) sum += Math.Abs(x[i] - y[i]);
        return sum;
    }
}
