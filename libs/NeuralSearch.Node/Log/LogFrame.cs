using System.Buffers.Binary;

namespace NeuralSearch.Node.Log;

/// <summary>
/// One group commit in the log: the unit that is written, synced and, after a crash, whole or absent.
/// </summary>
/// <remarks>
/// <code>
/// OFFSET  SIZE  DESCRIPTION
///      0     4  magic "NSLF"
///      4     4  n, bytes of the body
///      8     8  sequence number of the first operation in the body
///     16     4  number of operations
///     20     4  CRC-32C of bytes 0..19
///     24     n  operations, each: uint32 length, then that many bytes (see LogOperation); masked
///   24+n   0-7  zeroes up to a multiple of 8
///      p     4  CRC-32C of the body
///    p+4     4  end mark "NSLE"
/// </code>
/// All integers are little-endian; p = 24 + n, padded. A frame is written only after the frame before it was synced: so
/// a valid frame proves that everything before it had been durable, and damage there is corruption, not a torn tail.
/// The last frame has no such witness. There the disk's own unit decides: a write that a crash cut short leaves at
/// least one sector, or the end mark, as it was reserved, which is zero. A frame of which every sector was written and
/// that is wrong all the same was damaged later, and may have been acknowledged. So that no written sector is zero,
/// whatever a payload or a vector holds, the body is combined (exclusive or) with a sequence of pseudo-random numbers.
/// </remarks>
internal static class LogFrame
{
    public const int HeaderBytes = 24;
    public const int FooterBytes = 8;
    public const int Alignment = 8;

    private const uint Magic = 0x464C534E; // "NSLF"
    private const uint EndMark = 0x454C534E; // "NSLE"
    private const int SectorBytes = 512;

    /// <summary>Bytes of a whole frame.</summary>
    public static long LengthOf(int bodyBytes) => FooterAt(bodyBytes) + FooterBytes;

    /// <summary>Where the footer of a frame begins: the padding ends here.</summary>
    public static long FooterAt(int bodyBytes) => ((long)HeaderBytes + bodyBytes + Alignment - 1) & -Alignment;

    /// <summary>
    /// Masks a body that already stands at <see cref="HeaderBytes"/>, and fills header and footer around it.
    /// </summary>
    public static void Seal(Span<byte> frame, int bodyBytes, ulong firstSequence, int operationCount)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(frame, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], bodyBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[8..], firstSequence);
        BinaryPrimitives.WriteInt32LittleEndian(frame[16..], operationCount);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[20..], Checksum.Crc32C(frame[..20]));
        Mask(frame.Slice(HeaderBytes, bodyBytes), firstSequence);
        Span<byte> footer = frame[(int)FooterAt(bodyBytes)..];
        BinaryPrimitives.WriteUInt32LittleEndian(footer, Checksum.Crc32C(frame.Slice(HeaderBytes, bodyBytes)));
        BinaryPrimitives.WriteUInt32LittleEndian(footer[4..], EndMark);
    }

    /// <summary>Reads the frame at the start of the bytes; false when there is no whole, undamaged one.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> body, out ulong firstSequence, out int operationCount)
    {
        body = default;
        firstSequence = 0;
        operationCount = 0;
        if (!TryReadHeader(bytes, out int bodyBytes) || LengthOf(bodyBytes) > bytes.Length) return false;
        ReadOnlySpan<byte> footer = bytes[(int)FooterAt(bodyBytes)..];
        if (BinaryPrimitives.ReadUInt32LittleEndian(footer[4..]) != EndMark) return false;
        ReadOnlySpan<byte> read = bytes.Slice(HeaderBytes, bodyBytes);
        if (BinaryPrimitives.ReadUInt32LittleEndian(footer) != Checksum.Crc32C(read)) return false;
        body = read;
        firstSequence = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        operationCount = BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]);
        return true;
    }

    /// <summary>
    /// Whether the invalid frame at an offset of a file can be one that a crash left half written; if it cannot, it was
    /// whole once.
    /// </summary>
    public static bool IsTorn(ReadOnlySpan<byte> file, int at)
    {
        ReadOnlySpan<byte> rest = file[at..];
        if (rest.LastIndexOfAnyExcept((byte)0) < HeaderBytes) return true;
        if (!TryReadHeader(rest, out int bodyBytes)) return HasUnwrittenSector(file, at, at + HeaderBytes);
        if (LengthOf(bodyBytes) > rest.Length) return true;
        int end = at + (int)LengthOf(bodyBytes);
        return file[end - 1] == 0 || HasUnwrittenSector(file, at, end);
    }

    /// <summary>
    /// Masks a body, or a masked one back: the numbers are those of SplitMix64 (Steele, Lea, Flood 2014) from the
    /// sequence number of its first operation on.
    /// </summary>
    public static void Mask(Span<byte> body, ulong firstSequence)
    {
        Span<byte> last = stackalloc byte[sizeof(ulong)];
        for (ulong state = firstSequence; !body.IsEmpty; body = body[Math.Min(sizeof(ulong), body.Length)..])
        {
            ulong z = state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            z ^= z >> 31;
            if (body.Length >= sizeof(ulong))
            {
                BinaryPrimitives.WriteUInt64LittleEndian(body, BinaryPrimitives.ReadUInt64LittleEndian(body) ^ z);
                continue;
            }

            BinaryPrimitives.WriteUInt64LittleEndian(last, z);
            for (int i = 0; i < body.Length; i++) body[i] ^= last[i];
        }
    }

    /// <summary>Whether anything was ever written here: reserved space is zero.</summary>
    public static bool IsUnwritten(ReadOnlySpan<byte> bytes) => bytes.IndexOfAnyExcept((byte)0) < 0;

    /// <summary>Whether a valid frame of later operations follows somewhere after the start of the bytes.</summary>
    public static bool HasLater(ReadOnlySpan<byte> bytes, ulong sequence)
    {
        for (int at = Alignment; at + HeaderBytes <= bytes.Length; at += Alignment)
            if (TryRead(bytes[at..], out _, out ulong first, out _) && first > sequence) return true;
        return false;
    }

    private static bool TryReadHeader(ReadOnlySpan<byte> bytes, out int bodyBytes)
    {
        bodyBytes = 0;
        if (bytes.Length < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic) return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]) != Checksum.Crc32C(bytes[..20])) return false;
        bodyBytes = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        return bodyBytes >= 0;
    }

    private static bool HasUnwrittenSector(ReadOnlySpan<byte> file, int from, int to)
    {
        while (from < to)
        {
            int end = Math.Min(to, (from / SectorBytes + 1) * SectorBytes);
            if (IsUnwritten(file[from..end])) return true;
            from = end;
        }

        return false;
    }
}
