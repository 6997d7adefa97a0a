using System.Numerics;

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

    /// <summary>Bits that differ.</summary>
    public static long DifferingBits(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        var sum = 0L;
        for (var i = 0; i < x.Length; i++) sum += BitOperations.PopCount((uint)(x[i] ^ y[i]));
        return sum;
    }

    /// <summary>
    /// Σ 2ᵖ · [bit i of the row ≠ bit p of level i], p = 0…3: the level where the row has no bit, 15 − level elsewhere.
    /// </summary>
    public static long WeightedDifferingBits(ReadOnlySpan<int> levels, ReadOnlySpan<byte> row)
    {
        var sum = 0L;
        for (var i = 0; i < levels.Length; i++)
            sum += (row[i / 8] >> (i % 8) & 1) == 0 ? levels[i] : 15 - levels[i];
        return sum;
    }

    /// <summary>Σ uᵢ·vᵢ of the row's nibbles u and the levels v.</summary>
    public static long NibbleProducts(ReadOnlySpan<int> levels, ReadOnlySpan<byte> row)
    {
        var sum = 0L;
        for (var i = 0; i < levels.Length; i++) sum += (row[i / 2] >> (i % 2 * 4) & 15) * levels[i];
        return sum;
    }
}
