using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralSearch.Index;

/// <summary>The bits in which two rows of bits differ. Every path gives the same number.</summary>
/// <remarks>
/// This file has the portable twin, which looks up how many bits each nibble has by a shuffle, and the scalar one; the
/// other part has the paths with the instructions of a platform.
/// </remarks>
internal static unsafe partial class BitKernels
{
    /// <summary>Bytes that a row of so many bits has at least, zeros behind the last bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint Bytes(nuint dimensions) => (dimensions + 63) / 64 * sizeof(ulong);

    /// <summary>How many bits differ.</summary>
    /// <param name="x">Bytes; any alignment.</param>
    /// <param name="y">Bytes; any alignment.</param>
    /// <param name="length">How many, a multiple of 8.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int DifferingBits(byte* x, byte* y, nuint length)
    {
        Debug.Assert(length % sizeof(ulong) == 0);
        if (HasPopCount && length < Wide256MinimumBytes) return DifferingBitsScalar(x, y, length);
        if (HasPlatform512 && length >= Wide512MinimumBytes) return DifferingBits512(x, y, length);
        if (HasPlatform256) return DifferingBits256(x, y, length);
        if (Vector128.IsHardwareAccelerated && !HasPopCount) return DifferingBitsPortable(x, y, length);
        return DifferingBitsScalar(x, y, length);
    }

    internal static int DifferingBitsPortable(byte* x, byte* y, nuint length)
    {
        var mask = Vector128.Create((byte)15);
        var counts = BitCounts;
        var sum = Vector128<uint>.Zero;
        nuint i = 0;
        for (; i + 16 <= length; i += 16)
        {
            var differing = Vector128.Load(x + i) ^ Vector128.Load(y + i);
            var high = (differing.AsUInt16() >> 4).AsByte() & mask;
            var bits = Vector128.ShuffleNative(counts, differing & mask) + Vector128.ShuffleNative(counts, high);
            var pairs = Vector128.WidenLower(bits) + Vector128.WidenUpper(bits);
            sum += Vector128.WidenLower(pairs) + Vector128.WidenUpper(pairs);
        }

        return (int)Vector128.Sum(sum) + DifferingBitsScalar(x + i, y + i, length - i);
    }

    internal static int DifferingBitsScalar(byte* x, byte* y, nuint length)
    {
        var sum = 0;
        for (nuint i = 0; i < length; i += sizeof(ulong))
            sum += BitOperations.PopCount(*(ulong*)(x + i) ^ *(ulong*)(y + i));
        return sum;
    }

    /// <summary>The number of bits of 0…15.</summary>
    private static Vector128<byte> BitCounts
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create((byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    }
}
