using System.Buffers.Binary;
using System.Numerics;

namespace NeuralSearch.Node.Log;

/// <summary>CRC-32C (Castagnoli), computed by the processor where it can.</summary>
internal static class Checksum
{
    public const uint Initial = uint.MaxValue;

    public static uint Crc32C(ReadOnlySpan<byte> bytes) => ~Continue(Initial, bytes);

    /// <summary>
    /// Goes on from the state that an earlier call returned; the checksum is the complement of the last.
    /// </summary>
    public static uint Continue(uint state, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte value in bytes) state = BitOperations.Crc32C(state, value);
        return state;
    }
}
