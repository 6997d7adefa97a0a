using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralSearch.Index;

/// <summary>
/// Sums over two <see cref="CodeRow"/>s, exact in 32 bits: 127² · 65 536 components &lt; 2³¹. Every path gives the same
/// integer.
/// </summary>
/// <remarks>
/// <para>This file has the portable twins, 16 codes a step: the difference is max − min, which needs no sign; its
/// square is at most 16 129, so two of them are summed in 16 bits before they are widened to 32. The other part has
/// the paths with the instructions of a platform, which are taken where there are any.</para>
/// <para>They equal <see cref="ReferenceCodeDistances"/>. No component beyond <c>length</c> is read.</para>
/// </remarks>
internal static unsafe partial class CodeKernels
{
    /// <summary>Σ (xᵢ−yᵢ)².</summary>
    /// <param name="x">Codes, 0…127 each; any alignment.</param>
    /// <param name="y">Codes, 0…127 each; any alignment.</param>
    /// <param name="length">Bytes of a row, a multiple of <see cref="CodeRow.BlockBytes"/>.</param>
    public static int SquaredDifferences(byte* x, byte* y, nuint length)
    {
        Debug.Assert(length % CodeRow.BlockBytes == 0);
        if (HasPlatform512) return SquaredDifferences512(x, y, length);
        if (HasPlatform256) return SquaredDifferences256(x, y, length);
        if (Vector128.IsHardwareAccelerated) return SquaredDifferencesPortable(x, y, length);
        return SquaredDifferencesScalar(x, y, length);
    }

    /// <summary>Σ |xᵢ−yᵢ|, of any bytes.</summary>
    /// <inheritdoc cref="SquaredDifferences"/>
    public static int AbsoluteDifferences(byte* x, byte* y, nuint length)
    {
        Debug.Assert(length % CodeRow.BlockBytes == 0);
        if (HasPlatform256) return AbsoluteDifferences256(x, y, length);
        if (Vector128.IsHardwareAccelerated) return AbsoluteDifferencesPortable(x, y, length);
        return AbsoluteDifferencesScalar(x, y, length);
    }

    internal static int SquaredDifferencesPortable(byte* x, byte* y, nuint length)
    {
        var sum0 = Vector128<uint>.Zero;
        var sum1 = Vector128<uint>.Zero;
        for (nuint i = 0; i < length; i += 16)
        {
            var (low, high) = Vector128.Widen(Difference(x + i, y + i));
            var squares = low * low + high * high;
            sum0 += Vector128.WidenLower(squares);
            sum1 += Vector128.WidenUpper(squares);
        }

        return (int)Vector128.Sum(sum0 + sum1);
    }

    internal static int AbsoluteDifferencesPortable(byte* x, byte* y, nuint length)
    {
        var sum0 = Vector128<uint>.Zero;
        var sum1 = Vector128<uint>.Zero;
        for (nuint i = 0; i < length; i += 16)
        {
            var (low, high) = Vector128.Widen(Difference(x + i, y + i));
            sum0 += Vector128.WidenLower(low + high);
            sum1 += Vector128.WidenUpper(low + high);
        }

        return (int)Vector128.Sum(sum0 + sum1);
    }

    internal static int SquaredDifferencesScalar(byte* x, byte* y, nuint length)
    {
        int sum0 = 0, sum1 = 0;
        for (nuint i = 0; i < length; i += 2)
        {
            var difference0 = x[i] - y[i];
            var difference1 = x[i + 1] - y[i + 1];
            sum0 += difference0 * difference0;
            sum1 += difference1 * difference1;
        }

        return sum0 + sum1;
    }

    internal static int AbsoluteDifferencesScalar(byte* x, byte* y, nuint length)
    {
        int sum0 = 0, sum1 = 0;
        for (nuint i = 0; i < length; i += 2)
        {
            sum0 += Math.Abs(x[i] - y[i]);
            sum1 += Math.Abs(x[i + 1] - y[i + 1]);
        }

        return sum0 + sum1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Difference(byte* x, byte* y)
    {
        var a = Vector128.Load(x);
        var b = Vector128.Load(y);
        return Vector128.Max(a, b) - Vector128.Min(a, b);
    }
}
