using System.Buffers.Binary;

namespace NeuralSearch.Node.Payload;

/// <summary>
/// One JSON value, read in place from the bytes of a serialised <c>qdrant.Value</c>: nothing is parsed that a filter
/// does not look at, and nothing is allocated.
/// </summary>
/// <remarks>
/// A payload is kept as the bytes of a <c>qdrant.Struct</c>. The fields of <c>Value</c>, all of one oneof, by tag byte:
/// 0x08 null (varint) · 0x11 double (8 bytes) · 0x18 integer (varint) · 0x22 string · 0x28 bool (varint) ·
/// 0x32 struct · 0x3A list (length-delimited). The bytes come from our own serialiser, so their shape is trusted.
/// </remarks>
internal readonly ref struct PayloadValue
{
    /// <summary>Field 1, length-delimited: an entry of a struct or an element of a list.</summary>
    internal const byte RepeatedFieldTag = 0x0A;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly long _bits;

    private PayloadValue(PayloadKind kind, ReadOnlySpan<byte> bytes, long bits)
    {
        Kind = kind;
        _bytes = bytes;
        _bits = bits;
    }

    public PayloadKind Kind { get; }

    public long Integer => _bits;

    public double Double => BitConverter.Int64BitsToDouble(_bits);

    public bool Boolean => _bits != 0;

    /// <summary>The UTF-8 bytes of a string; the serialised fields of an object or list.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The raw bits of a number or boolean, 0 for every other kind.</summary>
    public long Bits => _bits;

    public bool IsNumber => Kind is PayloadKind.Integer or PayloadKind.Double;

    /// <summary>The number as a double: how ranges compare, whatever the stored kind.</summary>
    public double Number => Kind == PayloadKind.Integer ? _bits : Double;

    /// <summary>A whole payload (the bytes of a <c>qdrant.Struct</c>) seen as an object.</summary>
    public static PayloadValue Root(ReadOnlySpan<byte> payload) => new(PayloadKind.Object, payload, 0);

    /// <summary>A scalar that stands alone, as a field index keeps it.</summary>
    public static PayloadValue Scalar(PayloadKind kind, ReadOnlySpan<byte> utf8, long bits) => new(kind, utf8, bits);

    /// <summary>Reads the bytes of one <c>qdrant.Value</c>; a value with no kind set is null.</summary>
    public static PayloadValue Read(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty) return default;
        int at = 1;
        switch (value[0])
        {
            case 0x11:
                return new(PayloadKind.Double, default, BinaryPrimitives.ReadInt64LittleEndian(value[1..]));
            case 0x18:
                return new(PayloadKind.Integer, default, (long)Varint.Read(value, ref at));
            case 0x28:
                return new(PayloadKind.Boolean, default, (long)Varint.Read(value, ref at));
            case 0x22:
                return new(PayloadKind.String, Varint.ReadBlock(value, ref at), 0);
            case 0x32:
                return new(PayloadKind.Object, Varint.ReadBlock(value, ref at), 0);
            case 0x3A:
                return new(PayloadKind.List, Varint.ReadBlock(value, ref at), 0);
            default:
                return default;
        }
    }

    /// <summary>The field of this object named by UTF-8 <paramref name="key"/>; false when there is none.</summary>
    public bool TryGetField(ReadOnlySpan<byte> key, out PayloadValue value)
    {
        foreach (PayloadField field in Fields)
        {
            if (!field.Key.SequenceEqual(key)) continue;
            value = field.Value;
            return true;
        }

        value = default;
        return false;
    }

    public PayloadItems Items => new(Kind == PayloadKind.List ? _bytes : default);

    public PayloadFields Fields => new(Kind == PayloadKind.Object ? _bytes : default);

    /// <summary>How many values a field holds: an array its length, null none, anything else one.</summary>
    public int Count
    {
        get
        {
            if (Kind == PayloadKind.Null) return 0;
            if (Kind != PayloadKind.List) return 1;
            int count = 0;
            foreach (PayloadValue _ in Items) count++;
            return count;
        }
    }
}
