using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Errors;

namespace NeuralSearch.Node.Points;

/// <summary>A point's id: a number or a UUID. Numbers sort before UUIDs, each by value.</summary>
internal readonly record struct PointKey(bool IsUuid, UInt128 Value) : IComparable<PointKey>
{
    private const string UrnPrefix = "urn:uuid:";

    private static readonly SearchValues<char> UuidCharacters = SearchValues.Create("0123456789abcdefABCDEF-");

    /// <summary>Bytes of a key in the log: one of kind, sixteen of value.</summary>
    public const int ByteCount = 17;

    public int CompareTo(PointKey other) =>
        IsUuid == other.IsUuid ? Value.CompareTo(other.Value) : IsUuid ? 1 : -1;

    /// <summary>Accepts the UUID spellings that Qdrant does: hyphenated, 32 hex digits, in braces, as a URN.</summary>
    public static PointKey From(PointId? id) => id?.PointIdOptionsCase switch
    {
        PointId.PointIdOptionsOneofCase.Num => new(false, id.Num),
        PointId.PointIdOptionsOneofCase.Uuid => new(true, ParseUuid(id.Uuid)),
        null => throw new InvalidRequestException("Empty ID is not allowed"),
        _ => throw new InvalidRequestException("No ID options provided"),
    };

    public PointId ToPointId() =>
        IsUuid ? new PointId { Uuid = ToGuid().ToString("D") } : new PointId { Num = (ulong)Value };

    public void Write(Span<byte> bytes)
    {
        bytes[0] = IsUuid ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt128BigEndian(bytes[1..], Value);
    }

    public static PointKey Read(ReadOnlySpan<byte> bytes) =>
        new(bytes[0] != 0, BinaryPrimitives.ReadUInt128BigEndian(bytes[1..]));

    public override string ToString() => IsUuid ? ToGuid().ToString("D") : Value.ToString(CultureInfo.InvariantCulture);

    private Guid ToGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return new Guid(bytes, bigEndian: true);
    }

    private static UInt128 ParseUuid(string text)
    {
        ReadOnlySpan<char> digits = text.StartsWith(UrnPrefix, StringComparison.OrdinalIgnoreCase)
            ? text.AsSpan(UrnPrefix.Length)
            : text is ['{', .., '}'] ? text.AsSpan(1, text.Length - 2) : text;

        // .NET also takes white space around and signs or 0x inside.
        if (digits.ContainsAnyExcept(UuidCharacters)
            || !(Guid.TryParseExact(digits, "D", out Guid guid) || Guid.TryParseExact(digits, "N", out guid)))
            throw new InvalidRequestException($"Unable to parse UUID: {text}");
        Span<byte> bytes = stackalloc byte[16];
        guid.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
