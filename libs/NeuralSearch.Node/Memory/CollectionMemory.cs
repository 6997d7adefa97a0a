using NeuralSearch.Index;
using NeuralSearch.Node.FieldIndexes;
using NeuralSearch.Node.Points;
using NeuralSearch.Node.Storage;

namespace NeuralSearch.Node.Memory;

/// <summary>What one collection takes of the budget.</summary>
internal sealed class CollectionMemory : IDisposable
{
    /// <summary>
    /// Managed objects of a collection that holds nothing: its writer, log, tables and indexes. A process that opens
    /// 2 000 of one vector has 8.5 KB more resident for each (.NET 10, x64, 2026-11-24).
    /// </summary>
    private const long CollectionBytes = 8 << 10;
    private const long VectorBytes = 2 << 10;

    private readonly CollectionState _state;
    private readonly MemoryBudget _budget;

    // Of the rows of each vector, what comes with their turn in the graph.
    private readonly long[] _graphBytesOfRow;
    private readonly long _bytesOfRows;
    private readonly Lock _gate = new();
    private long _countedBytes;
    private bool _isClosed;

    public CollectionMemory(CollectionState state, MemoryBudget budget)
    {
        _state = state;
        _budget = budget;
        VectorIndex[] indexes = [.. state.Schema.Vectors.Select((_, i) => state.Vector(i))];
        _graphBytesOfRow = [.. indexes.Select(index => BytesOfRow(index, Placement.MappedRows))];
        _bytesOfRows = indexes.Sum(index => BytesOfRow(index, Placement.Memory));
    }

    /// <summary>What it took when it was last counted.</summary>
    public long Bytes => Volatile.Read(ref _countedBytes);

    /// <summary>What a collection takes before it holds anything.</summary>
    public static long EmptyBytes(CollectionSchema schema) => CollectionBytes + schema.Vectors.Length * VectorBytes;

    /// <summary>Estimates what points will have added once their rows are in the graphs.</summary>
    public long EstimateBytes(IReadOnlyCollection<StoredPoint> points)
    {
        // Rows of vectors that a point omits have their place all the same, until a merge.
        long each = _bytesOfRows + _state.FieldIndexes.Count() * FieldIndex.EstimatedBytesOfPoint;
        return points.Sum(point => each + PointTable.BytesOf(point.Payload.Length));
    }

    /// <summary>Counts it and tells the budget. Any thread, also while its writer goes on; O(segments).</summary>
    public void Count()
    {
        long bytes = EmptyBytes(_state.Schema) + _state.Points.Bytes;
        foreach (FieldIndex index in _state.FieldIndexes) bytes += index.Bytes;
        for (int i = 0; i < _graphBytesOfRow.Length; i++)
        {
            // Rows that no graph holds yet will have links and codes soon, and nobody asks again before that.
            VectorIndex index = _state.Vector(i);
            bytes += index.UsedBytes + Math.Max(0, index.Count - (long)index.IndexedCount) * _graphBytesOfRow[i];
        }

        Set(bytes);
    }

    /// <inheritdoc cref="MemoryBudget.Reserve"/>
    public void Reserve(MemoryNeed? need)
    {
        if (need is not null) _budget.Reserve(need);
    }

    /// <inheritdoc cref="MemoryBudget.Release"/>
    public void Release(MemoryNeed? need)
    {
        if (need is not null) _budget.Release(need);
    }

    /// <summary>The collection is closed.</summary>
    public void Dispose() => Set(0, isClosing: true);

    private static long BytesOfRow(VectorIndex index, Placement placement) =>
        RowMemory.EstimateBytes(index.Dimensions, index.Metric, index.Options, placement, index.RowType);

    private void Set(long bytes, bool isClosing = false)
    {
        lock (_gate)
        {
            if (_isClosed) return;
            _isClosed = isClosing;
            _budget.Change(bytes - _countedBytes);
            Volatile.Write(ref _countedBytes, bytes);
        }
    }
}
