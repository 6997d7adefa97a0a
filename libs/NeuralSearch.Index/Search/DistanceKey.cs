using System.Runtime.CompilerServices;

namespace NeuralSearch.Index;

/// <summary>
/// A distance and an offset as one ulong whose unsigned order is the order of results: by distance, equal distances by
/// offset. Bit 0 is free; <see cref="CandidatePool"/> marks expanded candidates with it.
/// </summary>
/// <remarks>Bits 32…63 the ordered distance, 1…31 the offset. −0 counts as +0, NaN comes after +∞.</remarks>
internal static class DistanceKey
{
    /// <summary>Greater than every key.</summary>
    public const ulong Max = ulong.MaxValue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Create(float distance, uint offset) => (ulong)Order(distance) << 32 | (ulong)offset << 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Offset(ulong key) => (uint)key >> 1;

    /// <summary>The key of another offset at the same distance.</summary>
    public static ulong WithOffset(ulong key, uint offset) => key & 0xFFFF_FFFF_0000_0000 | (ulong)offset << 1;

    public static float Distance(ulong key)
    {
        var order = (int)(key >> 32);
        return BitConverter.Int32BitsToSingle(order < 0 ? order ^ int.MinValue : ~order);
    }

    /// <summary>The upper half of a key: what two keys share when their distances are equal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Order(ulong key) => (uint)(key >> 32);

    /// <summary>
    /// Maps floats to uints in the same order: negative ones have all bits flipped, others the sign bit. Adding +0
    /// turns −0 into +0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Order(float distance)
    {
        if (float.IsNaN(distance)) return uint.MaxValue - 1;
        var bits = BitConverter.SingleToInt32Bits(distance + 0f);
        return (uint)(bits ^ (bits >> 31 | int.MinValue));
    }
}
