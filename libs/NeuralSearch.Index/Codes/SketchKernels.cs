using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralSearch.Index;

/// <summary>
/// The integer sums of <see cref="BitSketch"/> and <see cref="NibbleSketch"/>, exact in 32 bits: 15 · 65 536 and
/// 15 · 127 · 65 536 are below 2³¹. Every path gives the same integer.
/// </summary>
/// <remarks>
/// This file has the portable twins, 16 bytes of a row a step, and the scalar ones; the other part has the paths with
/// the instructions of a platform, which are taken where there are any. A row is read up to the end of its last block:
/// what lies there behind the code is masked away by the query.
/// </remarks>
internal static unsafe partial class SketchKernels
{
    /// <summary>Σ 2ᵖ · (bits in which the row and plane p of the query differ), p = 0…3.</summary>
    /// <param name="tables">The tables of a query that <see cref="BitSketch.Prepare"/> wrote.</param>
    /// <param name="row">A row; any alignment.</param>
    /// <param name="codeBytes">Bytes of its code.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int WeightedDifferingBits(byte* tables, byte* row, nuint codeBytes)
    {
        if (HasPlatform256) return WeightedDifferingBits256(tables, row, codeBytes);
        if (Vector128.IsHardwareAccelerated) return WeightedDifferingBitsPortable(tables, row, codeBytes);
        return WeightedDifferingBitsScalar(tables, row, codeBytes);
    }

    /// <summary>Σ u·v of the row's nibbles and the query's components.</summary>
    /// <param name="tables">The tables of a query that <see cref="NibbleSketch.Prepare"/> wrote.</param>
    /// <param name="row">A row; any alignment.</param>
    /// <param name="codeBytes">Bytes of its code.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int NibbleProducts(byte* tables, byte* row, nuint codeBytes)
    {
        if (HasPlatform512) return NibbleProducts512((sbyte*)tables, row, codeBytes);
        if (HasPlatform256) return NibbleProducts256((sbyte*)tables, row, codeBytes);
        if (Vector128.IsHardwareAccelerated) return NibbleProductsPortable((sbyte*)tables, row, codeBytes);
        return NibbleProductsScalar((sbyte*)tables, row, codeBytes);
    }

    internal static int WeightedDifferingBitsPortable(byte* tables, byte* row, nuint codeBytes)
    {
        const int Block = BitSketch.BlockBytes;
        var weight0 = BitCounts;
        var weight1 = weight0 + weight0;
        var weight2 = weight1 + weight1;
        var weight3 = weight2 + weight2;
        var sum = Vector128<uint>.Zero;
        for (nuint i = 0; i < codeBytes; i += 16)
        {
            var table = tables + i / Block * BitSketch.TableBytes + i % Block;
            var bits = Vector128.Load(row + i);
            var low = bits & Vector128.Load(table);
            var high = (bits.AsUInt16() >> 4).AsByte() & Vector128.Load(table + Block);
            var sums = Vector128.ShuffleNative(weight0, low ^ Vector128.Load(table + 2 * Block))
                + Vector128.ShuffleNative(weight1, low ^ Vector128.Load(table + 3 * Block))
                + Vector128.ShuffleNative(weight2, low ^ Vector128.Load(table + 4 * Block))
                + Vector128.ShuffleNative(weight3, low ^ Vector128.Load(table + 5 * Block))
                + Vector128.ShuffleNative(weight0, high ^ Vector128.Load(table + 6 * Block))
                + Vector128.ShuffleNative(weight1, high ^ Vector128.Load(table + 7 * Block))
                + Vector128.ShuffleNative(weight2, high ^ Vector128.Load(table + 8 * Block))
                + Vector128.ShuffleNative(weight3, high ^ Vector128.Load(table + 9 * Block));
            var pairs = Vector128.WidenLower(sums) + Vector128.WidenUpper(sums);
            sum += Vector128.WidenLower(pairs) + Vector128.WidenUpper(pairs);
        }

        return (int)Vector128.Sum(sum);
    }

    internal static int WeightedDifferingBitsScalar(byte* tables, byte* row, nuint codeBytes)
    {
        const int Block = BitSketch.BlockBytes;
        var sum = 0;
        for (nuint i = 0; i < codeBytes; i += sizeof(uint))
        {
            var table = tables + i / Block * BitSketch.TableBytes + i % Block;
            var bits = *(uint*)(row + i);
            var low = bits & *(uint*)table;
            var high = bits >> 4 & *(uint*)(table + Block);
            for (var plane = 0; plane < 4; plane++)
            {
                var differing = (low ^ *(uint*)(table + (2 + plane) * Block))
                    | (high ^ *(uint*)(table + (6 + plane) * Block)) << 4;
                sum += BitOperations.PopCount(differing) << plane;
            }
        }

        return sum;
    }

    internal static int NibbleProductsPortable(sbyte* tables, byte* row, nuint codeBytes)
    {
        const int Block = NibbleSketch.BlockBytes;
        var sum = Vector128<int>.Zero;
        for (nuint i = 0; i < codeBytes; i += 16)
        {
            var table = tables + i / Block * (2 * Block) + i % Block;
            var bytes = Vector128.Load(row + i);
            var even = (bytes & Vector128.Create((byte)15)).AsSByte();
            var odd = (bytes >> 4).AsSByte();
            var evenLevels = Vector128.Load(table);
            var oddLevels = Vector128.Load(table + Block);

            // Each product is at most 15 · 127, so four of them fit 16 bits.
            var products = Vector128.WidenLower(even) * Vector128.WidenLower(evenLevels)
                + Vector128.WidenUpper(even) * Vector128.WidenUpper(evenLevels)
                + Vector128.WidenLower(odd) * Vector128.WidenLower(oddLevels)
                + Vector128.WidenUpper(odd) * Vector128.WidenUpper(oddLevels);
            sum += Vector128.WidenLower(products) + Vector128.WidenUpper(products);
        }

        return Vector128.Sum(sum);
    }

    internal static int NibbleProductsScalar(sbyte* tables, byte* row, nuint codeBytes)
    {
        const int Block = NibbleSketch.BlockBytes;
        var sum = 0;
        for (nuint i = 0; i < codeBytes; i++)
        {
            var table = tables + i / Block * (2 * Block) + i % Block;
            sum += (row[i] & 15) * table[0] + (row[i] >> 4) * table[Block];
        }

        return sum;
    }

    /// <summary>The number of bits of 0…15.</summary>
    private static Vector128<byte> BitCounts
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create((byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    }
}
