using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralSearch.Index;

/// <summary>
/// Sums over two rows of bytes 0…255 that are padded with zeros to <see cref="BlockBytes"/>, exact in 32 bits without a
/// sign: 255² · 65 536 components &lt; 2³². Every path gives the same integer.
/// </summary>
/// <remarks>
/// <para>This file has the portable twins, 16 bytes a step: products and squares fit 16 bits without a sign, and are
/// widened to 32 before they are added. The other part has the paths with the instructions of a platform.</para>
/// <para>Eight bits need another kernel than the seven of <see cref="CodeKernels"/>: a difference of two codes is a
/// signed byte, and one of two bytes is not. Absolute differences are the same there and here.</para>
/// </remarks>
internal static unsafe partial class ByteKernels
{
    /// <summary>Bytes that kernels read at a time; zeros behind the components fill them.</summary>
    public const int BlockBytes = 64;

    /// <summary>Bytes of a row of so many components.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint Bytes(nuint dimensions) => (dimensions + BlockBytes - 1) & ~(nuint)(BlockBytes - 1);

    /// <summary>Σ xᵢ·yᵢ.</summary>
    /// <param name="x">Bytes; any alignment.</param>
    /// <param name="y">Bytes; any alignment.</param>
    /// <param name="length">How many, a multiple of <see cref="BlockBytes"/>.</param>
    public static uint Products(byte* x, byte* y, nuint length)
    {
        if (HasPlatform512) return Products512(x, y, length);
        if (HasPlatform256) return Products256(x, y, length);
        if (Vector128.IsHardwareAccelerated) return ProductsPortable(x, y, length);
        return ProductsScalar(x, y, length);
    }

    /// <summary>Σ (xᵢ−yᵢ)².</summary>
    /// <inheritdoc cref="Products"/>
    public static uint SquaredDifferences(byte* x, byte* y, nuint length)
    {
        if (HasPlatform512) return SquaredDifferences512(x, y, length);
        if (HasPlatform256) return SquaredDifferences256(x, y, length);
        if (Vector128.IsHardwareAccelerated) return SquaredDifferencesPortable(x, y, length);
        return SquaredDifferencesScalar(x, y, length);
    }

    internal static uint ProductsPortable(byte* x, byte* y, nuint length)
    {
        var sum0 = Vector128<uint>.Zero;
        var sum1 = Vector128<uint>.Zero;
        for (nuint i = 0; i < length; i += 16)
        {
            var (xLow, xHigh) = Vector128.Widen(Vector128.Load(x + i));
            var (yLow, yHigh) = Vector128.Widen(Vector128.Load(y + i));
            Add(xLow * yLow, ref sum0, ref sum1);
            Add(xHigh * yHigh, ref sum0, ref sum1);
        }

        return Vector128.Sum(sum0 + sum1);
    }

    internal static uint SquaredDifferencesPortable(byte* x, byte* y, nuint length)
    {
        var sum0 = Vector128<uint>.Zero;
        var sum1 = Vector128<uint>.Zero;
        for (nuint i = 0; i < length; i += 16)
        {
            var a = Vector128.Load(x + i);
            var b = Vector128.Load(y + i);
            var (low, high) = Vector128.Widen(Vector128.Max(a, b) - Vector128.Min(a, b));
            Add(low * low, ref sum0, ref sum1);
            Add(high * high, ref sum0, ref sum1);
        }

        return Vector128.Sum(sum0 + sum1);
    }

    internal static uint ProductsScalar(byte* x, byte* y, nuint length)
    {
        uint sum0 = 0, sum1 = 0;
        for (nuint i = 0; i < length; i += 2)
        {
            sum0 += (uint)x[i] * y[i];
            sum1 += (uint)x[i + 1] * y[i + 1];
        }

        return sum0 + sum1;
    }

    internal static uint SquaredDifferencesScalar(byte* x, byte* y, nuint length)
    {
        uint sum0 = 0, sum1 = 0;
        for (nuint i = 0; i < length; i += 2)
        {
            var difference0 = x[i] - y[i];
            var difference1 = x[i + 1] - y[i + 1];
            sum0 += (uint)(difference0 * difference0);
            sum1 += (uint)(difference1 * difference1);
        }

        return sum0 + sum1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector128<ushort> terms, ref Vector128<uint> sum0, ref Vector128<uint> sum1)
    {
        sum0 += Vector128.WidenLower(terms);
        sum1 += Vector128.WidenUpper(terms);
    }
}
