using NeuralSearch.Index;
using NeuralSearch.Node.Points;
using NeuralSearch.Node.Storage;

namespace NeuralSearch.Node.Memory;

/// <summary>What one collection takes of the budget.</summary>
internal sealed class CollectionMemory(CollectionState state, MemoryBudget budget) : IDisposable
{
    /// <summary>
    /// Managed objects of a collection that holds nothing: its writer, log, tables and indexes. Measured on .NET 10, 64 bits:
    /// 2 000 collections of one vector take 9 to 12 KB each.
    /// </summary>
    private const long CollectionBytes = 12 << 10;
    private const long VectorBytes = 2 << 10;

    private readonly Lock _gate = new();
    private long _countedBytes;
    private bool _isClosed;

    /// <summary>What it took when it was last counted.</summary>
    public long Bytes => Volatile.Read(ref _countedBytes);

    /// <summary>What a collection takes before it holds anything.</summary>
    public static long EmptyBytes(CollectionSchema schema) => CollectionBytes + schema.Vectors.Length * VectorBytes;

    /// <summary>Estimates what points will have added once their rows are in the graphs.</summary>
    public long EstimateBytes(IReadOnlyCollection<StoredPoint> points)
    {
        // Rows of vectors that a point omits have their place all the same, until a merge.
        long each = state.FieldIndexes.Count() * FieldIndexes.FieldIndex.EstimatedBytesOfPoint;
        foreach (VectorSchema vector in state.Schema.Vectors)
            each += VectorIndex.EstimateRowBytes(vector.Dimensions, vector.Metric, vector.Hnsw);
        return points.Sum(point => each + PointTable.BytesOf(point.Payload.Length));
    }

    /// <summary>Counts it and tells the budget. Any thread, also while its writer goes on; O(segments).</summary>
    public void Count() => Set(
        EmptyBytes(state.Schema) + state.Points.Bytes
        + state.FieldIndexes.Sum(index => index.Bytes)
        + Enumerable.Range(0, state.Schema.Vectors.Length).Sum(i => BytesOf(state.Vector(i))));

    /// <inheritdoc cref="MemoryBudget.Reserve"/>
    public void Reserve(MemoryNeed? need)
    {
        if (need is not null) budget.Reserve(need);
    }

    /// <inheritdoc cref="MemoryBudget.Release"/>
    public void Release(MemoryNeed? need)
    {
        if (need is not null) budget.Release(need);
    }

    /// <summary>The collection is closed.</summary>
    public void Dispose() => Set(0, isClosing: true);

    /// <summary>Rows that no graph holds yet will have links and codes soon, and nobody asks again before that.</summary>
    private static long BytesOf(VectorIndex index) => index.UsedBytes
        + Math.Max(0, index.Count - (long)index.IndexedCount)
        * VectorIndex.EstimateRowBytes(index.Dimensions, index.Metric, index.Options, Placement.MappedRows);

    private void Set(long bytes, bool isClosing = false)
    {
        lock (_gate)
        {
            if (_isClosed) return;
            _isClosed = isClosing;
            budget.Change(bytes - _countedBytes);
            Volatile.Write(ref _countedBytes, bytes);
        }
    }
}
