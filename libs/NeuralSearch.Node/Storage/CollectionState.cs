using System.Collections.Concurrent;
using System.Text;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Index;
using NeuralSearch.Node.FieldIndexes;
using NeuralSearch.Node.Filters;
using NeuralSearch.Node.Log;
using NeuralSearch.Node.Points;

namespace NeuralSearch.Node.Storage;

/// <summary>
/// A collection in memory: what its log adds up to. One writer applies operations; any number of readers look at it
/// meanwhile without a lock.
/// </summary>
internal sealed class CollectionState : IDisposable
{
    private readonly ConcurrentDictionary<string, FieldIndex> _fieldIndexes = new();
    private readonly VectorIndex[] _vectors;

    public CollectionState(CollectionSchema schema)
    {
        Schema = schema;
        _vectors = [.. schema.Vectors.Select(vector => new VectorIndex(vector.Dimensions, vector.Metric, vector.Hnsw))];
        Filters = new FilterCompiler(schema.IndexOf);
    }

    public CollectionSchema Schema { get; }

    public FilterCompiler Filters { get; }

    public PointTable Points { get; } = new();

    public IEnumerable<FieldIndex> FieldIndexes => _fieldIndexes.Values;

    /// <summary>Rows that no graph holds yet, of the vector that is furthest behind.</summary>
    public uint UnindexedRows =>
        _vectors.Length == 0 ? 0 : _vectors.Max(vector => vector.Metric == Metric.Dot ? 0 : vector.Count - vector.IndexedCount);

    /// <summary>Memory outside the managed heap, in bytes.</summary>
    public long NativeBytes => _vectors.Sum(vector => vector.NativeBytes);

    public VectorIndex Vector(int vector) => _vectors[vector];

    public FieldIndex? IndexOf(string path) => _fieldIndexes.GetValueOrDefault(path);

    /// <summary>Applies one operation of the log. Writer only.</summary>
    public void Apply(ulong sequence, LogOperation operation)
    {
        switch (operation)
        {
            case UpsertOperation upsert:
                foreach (StoredPoint point in upsert.Points) Put(point, sequence);
                break;
            case DeleteOperation delete:
                foreach (PointKey key in delete.Keys)
                    if (Points.Remove(key) is { } offset) Bury(offset);
                break;
            case CreateFieldIndexOperation create:
                AddFieldIndex(CreateFieldIndexCollection.Parser.ParseFrom(create.Message));
                break;
            case DeleteFieldIndexOperation delete:
                _fieldIndexes.TryRemove(Encoding.UTF8.GetString(delete.Field), out _);
                break;
            default:
                throw new InvalidOperationException($"{operation.GetType().Name} cannot be applied");
        }
    }

    /// <summary>Advances each graph by some rows. Writer only.</summary>
    /// <returns>True when a graph has more to do.</returns>
    public bool IndexNext(int rows)
    {
        bool more = false;
        foreach (VectorIndex vector in _vectors) more |= vector.IndexNext(rows);
        return more;
    }

    public void Dispose()
    {
        foreach (VectorIndex vector in _vectors) vector.Dispose();
    }

    // The record and the field indexes come before the rows, since a row is found from the moment it is appended;
    // the id comes last, since it is what makes the new version the current one.
    private void Put(StoredPoint point, ulong sequence)
    {
        ulong present = 0;
        for (int i = 0; i < point.Vectors.Length; i++)
            if (point.Vectors[i] is not null) present |= 1ul << i;
        uint offset = Points.Append(new PointRecord(point.Key, point.Payload, present, sequence));
        foreach (FieldIndex index in _fieldIndexes.Values) index.Add(offset, point.Payload);
        for (int i = 0; i < _vectors.Length; i++)
        {
            if (point.Vectors[i] is { } vector) _vectors[i].Append(vector);
            else _vectors[i].AppendAbsent();
        }

        if (Points.Publish(offset) is { } replaced) Bury(replaced);
    }

    private void Bury(uint offset)
    {
        foreach (VectorIndex vector in _vectors) vector.Delete(offset);
    }

    private void AddFieldIndex(CreateFieldIndexCollection definition)
    {
        var index = new FieldIndex(definition);
        for (uint offset = 0; offset < Points.Count; offset++)
            if (Points.IsLive(offset)) index.Add(offset, Points[offset].Payload);
        _fieldIndexes[definition.FieldName] = index;
    }
}
