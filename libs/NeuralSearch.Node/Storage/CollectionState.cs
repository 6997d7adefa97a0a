using System.Collections.Concurrent;
using System.Text;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Index;
using NeuralSearch.Node.Checkpoints;
using NeuralSearch.Node.Errors;
using NeuralSearch.Node.FieldIndexes;
using NeuralSearch.Node.Filters;
using NeuralSearch.Node.Log;
using NeuralSearch.Node.Points;
using NeuralSearch.Node.Query;

namespace NeuralSearch.Node.Storage;

/// <summary>
/// A collection in memory: what its checkpoint and its log add up to. One writer applies operations; any number of
/// readers look at snapshots of it meanwhile without a lock.
/// </summary>
/// <remarks>
/// A row of a point that was replaced or deleted stays in the indexes until every reader that may see the point has
/// left: only then is it buried.
/// </remarks>
internal sealed class CollectionState : IDisposable
{
    private readonly ConcurrentDictionary<string, FieldIndex> _fieldIndexes = new();
    private readonly VectorIndex[] _vectors;
    private readonly ReaderEpochs _epochs = new();

    // Rows of versions that are over, with the epoch in which they ended; ascending. Writer only.
    private readonly Queue<(long Epoch, uint Offset)> _ended = new();
    private ulong _version;
    private long _pointCount;
    private volatile bool _isHeld;

    /// <summary>An empty collection.</summary>
    public CollectionState(CollectionSchema schema)
        : this(schema,
            [.. schema.Vectors.Select(vector => new VectorIndex(vector.Dimensions, vector.Metric, vector.Hnsw))])
    {
    }

    /// <summary>A collection that is read from a checkpoint: its indexes, which it takes over, then the rest.</summary>
    public CollectionState(CollectionSchema schema, VectorIndex[] vectors)
    {
        Schema = schema;
        _vectors = vectors;
        Filters = new FilterCompiler(schema.IndexOf);
    }

    public CollectionSchema Schema { get; }

    public FilterCompiler Filters { get; }

    public PointTable Points { get; } = new();

    public IEnumerable<FieldIndex> FieldIndexes => _fieldIndexes.Values;

    /// <summary>The number of the last operation that was applied.</summary>
    public ulong Version => Volatile.Read(ref _version);

    /// <summary>How many points there were after an operation, never between the points of one.</summary>
    public long PointCount => Volatile.Read(ref _pointCount);

    /// <summary>Whether rows wait for their readers to leave. Writer only.</summary>
    public bool HasUnburied => _ended.Count > 0;

    /// <summary>Rows that no graph holds yet, of the vector that is furthest behind.</summary>
    public uint UnindexedRows => _vectors.Length == 0 ? 0 : _vectors.Max(vector => vector.PendingCount);

    /// <summary>Whether an index has segments to merge.</summary>
    public bool IsMergeDue => _vectors.Any(vector => vector.IsMergeDue);

    public VectorIndex Vector(int vector) => _vectors[vector];

    public FieldIndex? IndexOf(string path) => _fieldIndexes.GetValueOrDefault(path);

    /// <summary>What there is now, for one request.</summary>
    public CollectionSnapshot TakeSnapshot() => new(this, _epochs);

    /// <summary>Applies one operation of the log; readers see all of it or nothing. Writer only.</summary>
    public void Apply(ulong sequence, LogOperation operation)
    {
        switch (operation)
        {
            case UpsertOperation upsert:
                foreach (StoredPoint point in upsert.Points) Put(point, sequence);
                break;
            case DeleteOperation delete:
                foreach (PointKey key in delete.Keys)
                    if (Points.Remove(key, sequence) is { } offset) _ended.Enqueue((_epochs.Current, offset));
                break;
            case CreateFieldIndexOperation create:
                AddFieldIndex(CreateFieldIndexCollection.Parser.ParseFrom(create.Message), sequence);
                break;
            case DeleteFieldIndexOperation delete:
                _fieldIndexes.TryRemove(Encoding.UTF8.GetString(delete.Field), out _);
                break;
            default:
                throw new InvalidOperationException($"{operation.GetType().Name} cannot be applied");
        }

        Volatile.Write(ref _pointCount, Points.LiveCount);
        Volatile.Write(ref _version, sequence);
        BuryEnded();
    }

    /// <summary>Takes the rows out of the indexes that no reader can see any more. Writer only.</summary>
    public void BuryEnded()
    {
        while (_ended.TryPeek(out (long Epoch, uint Offset) oldest))
        {
            // A reader of the epoch in which it ended may see it: two epochs later the last of them has left.
            while (_epochs.Current < oldest.Epoch + 2)
                if (!_epochs.TryAdvance()) return;
            foreach (VectorIndex vector in _vectors) vector.Delete(oldest.Offset);
            Points.Forget(oldest.Offset);
            _ended.Dequeue();
        }
    }

    /// <summary>
    /// What there is now, to be written; until it is disposed no graph takes rows. Null while there is such a cut.
    /// Writer only, between two operations.
    /// </summary>
    public CollectionCut? TryCut()
    {
        if (_isHeld) return null;
        _isHeld = true;
        return new CollectionCut(this, ended: () => _isHeld = false);
    }

    /// <summary>Advances each graph by some rows. Writer only.</summary>
    /// <returns>True when a graph has more to do, and may.</returns>
    public bool IndexNext(int rows)
    {
        if (_isHeld) return false;
        bool more = false;
        foreach (VectorIndex vector in _vectors) more |= vector.IndexNext(rows);
        return more;
    }

    /// <summary>Does a little of the merging that is due. One merger only.</summary>
    /// <returns>True when there is more to do.</returns>
    public bool MergeNext()
    {
        const int Steps = 8;
        bool more = false;
        foreach (VectorIndex vector in _vectors) more |= vector.MergeNext(Steps);
        return more;
    }

    /// <summary>Adds a field index of a checkpoint; <see cref="CompleteRestore"/> fills it.</summary>
    public void RestoreFieldIndex(CreateFieldIndexCollection definition, ulong createdAt) =>
        _fieldIndexes[definition.FieldName] = new FieldIndex(definition, createdAt);

    /// <summary>
    /// Completes what was read from a checkpoint: points and rows must be the same, and versions that were over but
    /// not yet buried are.
    /// </summary>
    /// <param name="sequence">The last operation that is in it.</param>
    /// <param name="pathOf">Where an index was read from.</param>
    /// <exception cref="CorruptionException">Points and rows do not belong together.</exception>
    public void CompleteRestore(ulong sequence, Func<int, string> pathOf)
    {
        uint[] expected = new uint[_vectors.Length];
        for (uint offset = 0; offset < Points.Count; offset++)
        {
            PointRecord record = Points[offset];
            if (record == PointRecord.Gone)
            {
                foreach (VectorIndex vector in _vectors)
                    if (offset < vector.Count) vector.Delete(offset);
                continue;
            }

            foreach (FieldIndex index in _fieldIndexes.Values) index.Add(offset, record.Payload);
            for (int i = 0; i < expected.Length; i++) expected[i] += (uint)(record.Vectors >> i & 1);
        }

        for (int i = 0; i < _vectors.Length; i++)
        {
            VectorIndex vector = _vectors[i];
            VectorSchema schema = Schema.Vectors[i];
            if (vector.Dimensions != schema.Dimensions || vector.Metric != schema.Metric
                || vector.Count != Points.Count || vector.LiveCount != expected[i])
                throw new CorruptionException(
                    pathOf(i), 0,
                    $"its {vector.LiveCount} rows of {vector.Dimensions} in {vector.Count} offsets ({vector.Metric}) do " +
                    $"not belong to {expected[i]} of {schema.Dimensions} in {Points.Count} ({schema.Metric})");
        }

        (_pointCount, _version) = (Points.LiveCount, sequence);
    }

    public void Dispose()
    {
        foreach (VectorIndex vector in _vectors) vector.Dispose();
    }

    // The record and the field indexes come before the rows, since a row is found from the moment it is appended.
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

        if (Points.Publish(offset) is { } replaced) _ended.Enqueue((_epochs.Current, replaced));
    }

    private void AddFieldIndex(CreateFieldIndexCollection definition, ulong sequence)
    {
        var index = new FieldIndex(definition, sequence);
        for (uint offset = 0; offset < Points.Count; offset++)
            if (Points.IsLive(offset)) index.Add(offset, Points[offset].Payload);
        _fieldIndexes[definition.FieldName] = index;
    }
}
