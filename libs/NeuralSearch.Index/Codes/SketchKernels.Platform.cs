using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NeuralSearch.Index;

/// <remarks>
/// <para>Bits: a shuffle looks up how many bits a nibble has, weighted 1, 2, 4, 8 by plane, so a byte lane sums to 120
/// at most; vpsadbw adds the lanes. 512 bits were slower: blocks of 64 bytes pad the 96 of d = 768 to 128, and this
/// processor does 512 bits in two steps (15 : 8.5 ns). .NET 10 has no vpopcntq. Nibbles: vpmaddubsw multiplies nibbles
/// by signed bytes and adds pairs, at most 2 · 15 · 127; even and odd ones together still fit 16 bits.</para>
/// <para>Measured on EPYC (Zen 4, shared host), 1 thread, rows in L2, 2026-11-24, ns a distance. Bits, 256 bits :
/// portable : scalar: d = 100 6.5 : 5.6 : 17; d = 768 12.4 : 23 : 170; d = 784 14.3 : 26 : 140. Nibbles, 512 bits :
/// 256 bits : portable: d = 100 5.0 : 5.1 : 12; d = 768 13.0 : 13.6 : 120; d = 784 14.1 : 15.3 : 130.</para>
/// </remarks>
internal static unsafe partial class SketchKernels
{
    private static bool HasPlatform512
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.IsHardwareAccelerated && Avx512BW.IsSupported;
    }

    private static bool HasPlatform256
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx2.IsSupported;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WeightedDifferingBits256(byte* tables, byte* row, nuint codeBytes)
    {
        const int Block = BitSketch.BlockBytes;
        var weight0 = Vector256.Create(BitCounts, BitCounts);
        var weight1 = weight0 + weight0;
        var weight2 = weight1 + weight1;
        var weight3 = weight2 + weight2;
        var sum = Vector256<ulong>.Zero;
        for (nuint i = 0; i < codeBytes; i += Block)
        {
            var bits = Vector256.Load(row + i);
            var low = bits & Vector256.Load(tables);
            var high = (bits.AsUInt16() >> 4).AsByte() & Vector256.Load(tables + Block);
            var lows = Avx2.Shuffle(weight0, low ^ Vector256.Load(tables + 2 * Block))
                + Avx2.Shuffle(weight1, low ^ Vector256.Load(tables + 3 * Block))
                + (Avx2.Shuffle(weight2, low ^ Vector256.Load(tables + 4 * Block))
                + Avx2.Shuffle(weight3, low ^ Vector256.Load(tables + 5 * Block)));
            var highs = Avx2.Shuffle(weight0, high ^ Vector256.Load(tables + 6 * Block))
                + Avx2.Shuffle(weight1, high ^ Vector256.Load(tables + 7 * Block))
                + (Avx2.Shuffle(weight2, high ^ Vector256.Load(tables + 8 * Block))
                + Avx2.Shuffle(weight3, high ^ Vector256.Load(tables + 9 * Block)));
            sum += Avx2.SumAbsoluteDifferences(lows + highs, Vector256<byte>.Zero).AsUInt64();
            tables += BitSketch.TableBytes;
        }

        return (int)Vector256.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int NibbleProducts512(sbyte* tables, byte* row, nuint codeBytes)
    {
        const int Block = NibbleSketch.BlockBytes;
        var mask = Vector512.Create((byte)15);
        var ones = Vector512<short>.One;
        var sum = Vector512<int>.Zero;
        for (nuint i = 0; i < codeBytes; i += Block)
        {
            var bytes = Vector512.Load(row + i);
            var products = Avx512BW.MultiplyAddAdjacent(bytes & mask, Vector512.Load(tables + 2 * i))
                + Avx512BW.MultiplyAddAdjacent(
                    (bytes.AsUInt16() >> 4).AsByte() & mask, Vector512.Load(tables + 2 * i + Block));
            sum += Avx512BW.MultiplyAddAdjacent(products, ones);
        }

        return Vector512.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int NibbleProducts256(sbyte* tables, byte* row, nuint codeBytes)
    {
        const int Block = NibbleSketch.BlockBytes;
        var sum = Vector256<int>.Zero;
        for (nuint i = 0; i < codeBytes; i += Block)
        {
            sum += Products(row + i, tables + 2 * i);
            sum += Products(row + i + 32, tables + 2 * i + 32);
        }

        return Vector256.Sum(sum);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<int> Products(byte* row, sbyte* table)
        {
            var mask = Vector256.Create((byte)15);
            var bytes = Vector256.Load(row);
            var products = Avx2.MultiplyAddAdjacent(bytes & mask, Vector256.Load(table))
                + Avx2.MultiplyAddAdjacent(
                    (bytes.AsUInt16() >> 4).AsByte() & mask, Vector256.Load(table + Block));
            return Avx2.MultiplyAddAdjacent(products, Vector256<short>.One);
        }
    }
}
