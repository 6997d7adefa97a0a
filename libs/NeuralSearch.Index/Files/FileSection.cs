using System.Numerics;

namespace NeuralSearch.Index;

/// <summary>A part of a file: records one after the other, and their CRC-32C.</summary>
internal struct FileSection
{
    public ulong Offset;
    public ulong Bytes;
    public uint Crc;
    public uint Reserved;

    /// <summary>CRC-32C (Castagnoli), begun with all bits set and inverted at the end.</summary>
    public static uint Checksum(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BitConverter.ToUInt64(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes) crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}
