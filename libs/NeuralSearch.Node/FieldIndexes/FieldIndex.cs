using System.Collections.Concurrent;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Index;
using NeuralSearch.Node.Filters;
using NeuralSearch.Node.Payload;

namespace NeuralSearch.Node.FieldIndexes;

/// <summary>
/// The distinct values of a payload field and the points that hold each. A predicate is asked once per distinct
/// value rather than once per point, and equality not even that; because it is the same predicate that a scan asks,
/// a filter means the same with and without the index, whatever type the index was declared with.
/// </summary>
internal sealed class FieldIndex
{
    /// <summary>
    /// Memory that a point adds, to plan with: between 8 bytes for a value that many share and 200 for one of its own.
    /// </summary>
    public const long EstimatedBytesOfPoint = 64;

    // Objects of a distinct value: its entry, its bytes and its list.
    private const long ValueBytes = 180;

    private readonly JsonPath _path;
    private readonly ConcurrentDictionary<IndexedValue, PostingList> _values = new();
    private readonly PayloadKind[] _declaredKinds;
    private long _pointCount;
    private long _bytes;

    public FieldIndex(CreateFieldIndexCollection definition, ulong createdAt)
    {
        Definition = definition;
        CreatedAt = createdAt;
        _path = JsonPath.Parse(definition.FieldName);
        _declaredKinds = definition.FieldType switch
        {
            FieldType.Integer => [PayloadKind.Integer],
            FieldType.Float => [PayloadKind.Integer, PayloadKind.Double],
            FieldType.Bool => [PayloadKind.Boolean],
            _ => [PayloadKind.String],
        };
    }

    public CreateFieldIndexCollection Definition { get; }

    /// <summary>The number of the operation that made it.</summary>
    public ulong CreatedAt { get; }

    /// <summary>
    /// How many points were added that hold a value of the declared type; deleted ones are still counted.
    /// </summary>
    public long PointCount => Volatile.Read(ref _pointCount);

    /// <summary>Memory that it takes, an estimate.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Adds a point. Only the collection's writer calls this, with ascending offsets.</summary>
    public void Add(uint offset, ReadOnlySpan<byte> payload)
    {
        var visitor = new AddVisitor(this, offset);
        _path.Visit(PayloadValue.Root(payload), ref visitor);
        if (visitor.HasDeclaredKind) _pointCount++;
    }

    /// <summary>
    /// Sets the bits of the points, deleted ones included, with a value that satisfies the predicate.
    /// </summary>
    public void Collect(IValuePredicate predicate, PointBitmap into)
    {
        switch (predicate)
        {
            case KeywordPredicate keywords:
                foreach (byte[] keyword in keywords.Keywords)
                    CopyPoints(PayloadValue.Scalar(PayloadKind.String, keyword, 0), into);
                break;
            case IntegerPredicate integers:
                foreach (long integer in integers.Integers)
                    CopyPoints(PayloadValue.Scalar(PayloadKind.Integer, default, integer), into);
                break;
            default:
                foreach ((IndexedValue value, PostingList points) in _values)
                    if (predicate.Matches(value.ToValue())) points.CopyTo(into);
                break;
        }
    }

    private void CopyPoints(PayloadValue value, PointBitmap into)
    {
        if (_values.TryGetValue(new IndexedValue(value), out PostingList? points)) points.CopyTo(into);
    }

    private bool AddValue(uint offset, PayloadValue value)
    {
        if (value.Kind != PayloadKind.Null)
        {
            var key = new IndexedValue(value);
            if (!_values.TryGetValue(key, out PostingList? points))
            {
                _values[key] = points = new PostingList();
                _bytes += ValueBytes + key.ByteCount;
            }

            Volatile.Write(ref _bytes, _bytes + points.Append(offset));
        }

        return Array.IndexOf(_declaredKinds, value.Kind) >= 0;
    }

    private ref struct AddVisitor(FieldIndex index, uint offset) : IPayloadVisitor
    {
        public bool HasDeclaredKind { get; private set; }

        public bool Visit(PayloadValue value)
        {
            if (value.Kind != PayloadKind.List) HasDeclaredKind |= index.AddValue(offset, value);
            else
                foreach (PayloadValue item in value.Items)
                    HasDeclaredKind |= index.AddValue(offset, item);
            return false;
        }
    }
}
