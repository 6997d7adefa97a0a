using NeuralSearch.Node.Payload;

namespace NeuralSearch.Node.FieldIndexes;

/// <summary>
/// A distinct value of an indexed field. Objects and inner arrays are all one value: none equals anything.
/// </summary>
internal readonly struct IndexedValue : IEquatable<IndexedValue>
{
    private readonly PayloadKind _kind;
    private readonly long _bits;
    private readonly byte[] _utf8;
    private readonly int _hash;

    public IndexedValue(PayloadValue value)
    {
        _kind = value.Kind;
        _bits = value.Bits;
        _utf8 = value.Kind == PayloadKind.String ? value.Bytes.ToArray() : [];
        var hash = new HashCode();
        hash.Add(_kind);
        hash.Add(_bits);
        hash.AddBytes(_utf8);
        _hash = hash.ToHashCode();
    }

    /// <summary>Bytes that it has beside its fields.</summary>
    public int ByteCount => _utf8.Length;

    public PayloadValue ToValue() => PayloadValue.Scalar(_kind, _utf8, _bits);

    public bool Equals(IndexedValue other) =>
        _kind == other._kind && _bits == other._bits && _utf8.AsSpan().SequenceEqual(other._utf8);

    public override bool Equals(object? obj) => obj is IndexedValue other && Equals(other);

    public override int GetHashCode() => _hash;
}
