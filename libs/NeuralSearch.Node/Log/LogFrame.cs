using System.Buffers.Binary;

namespace NeuralSearch.Node.Log;

/// <summary>One group commit in the log: the unit that is written, synced and, after a crash, whole or absent.</summary>
/// <remarks>
/// <code>
/// OFFSET  SIZE  DESCRIPTION
///      0     4  magic "NSLF"
///      4     4  n, bytes of the body
///      8     8  sequence number of the first operation in the body
///     16     4  CRC-32C of bytes 0..15, 20..23 and of the body
///     20     4  number of operations
///     24     n  operations, each: uint32 length, then that many bytes (see LogOperation)
///   24+n   0-7  zeroes up to a multiple of 8
/// </code>
/// All integers are little-endian. A frame is written only after the frame before it was synced: so a valid frame
/// proves that everything before it had been durable, and damage there is corruption, not a torn tail.
/// </remarks>
internal static class LogFrame
{
    public const int HeaderBytes = 24;
    public const int Alignment = 8;

    private const uint Magic = 0x464C534E; // "NSLF"

    public static int PaddedLength(int bodyBytes) => (HeaderBytes + bodyBytes + Alignment - 1) & -Alignment;

    /// <summary>Fills the header in front of a body that already stands at <see cref="HeaderBytes"/>.</summary>
    public static void WriteHeader(Span<byte> frame, int bodyBytes, ulong firstSequence, int operationCount)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(frame, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], bodyBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[8..], firstSequence);
        BinaryPrimitives.WriteInt32LittleEndian(frame[20..], operationCount);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[16..], ChecksumOf(frame, bodyBytes));
    }

    /// <summary>Reads the frame at the start of the bytes; false when there is no whole, undamaged one.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> body, out ulong firstSequence, out int operationCount)
    {
        body = default;
        firstSequence = 0;
        operationCount = 0;
        if (bytes.Length < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic) return false;
        int bodyBytes = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        if (bodyBytes < 0 || bodyBytes > bytes.Length - HeaderBytes) return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]) != ChecksumOf(bytes, bodyBytes)) return false;
        body = bytes.Slice(HeaderBytes, bodyBytes);
        firstSequence = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        operationCount = BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]);
        return true;
    }

    /// <summary>Whether anything was ever written here: reserved space is zero.</summary>
    public static bool IsUnwritten(ReadOnlySpan<byte> bytes) => bytes.IndexOfAnyExcept((byte)0) < 0;

    /// <summary>The distance to the first valid frame after the start of the bytes, −1 when there is none.</summary>
    public static int FindNext(ReadOnlySpan<byte> bytes)
    {
        for (int at = Alignment; at + HeaderBytes <= bytes.Length; at += Alignment)
            if (TryRead(bytes[at..], out _, out _, out _)) return at;
        return -1;
    }

    private static uint ChecksumOf(ReadOnlySpan<byte> frame, int bodyBytes)
    {
        uint state = Checksum.Continue(Checksum.Initial, frame[..16]);
        state = Checksum.Continue(state, frame.Slice(20, 4));
        return ~Checksum.Continue(state, frame.Slice(HeaderBytes, bodyBytes));
    }
}
