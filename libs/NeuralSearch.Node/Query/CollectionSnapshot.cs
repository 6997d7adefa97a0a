using NeuralSearch.Index;
using NeuralSearch.Node.FieldIndexes;
using NeuralSearch.Node.Filters;
using NeuralSearch.Node.Points;
using NeuralSearch.Node.Storage;

namespace NeuralSearch.Node.Query;

/// <summary>
/// A collection as one request sees it: as it stood after the last operation that was applied when the request began.
/// Until it is disposed, the rows of the points that it sees stay in the indexes.
/// </summary>
internal sealed class CollectionSnapshot : IPointLookup, IDisposable
{
    private readonly ReaderEpochs _epochs;
    private readonly long _epoch;

    public CollectionSnapshot(CollectionState state, ReaderEpochs epochs)
    {
        State = state;
        _epochs = epochs;
        _epoch = epochs.Enter();
        Version = state.Version;
        Capacity = state.Points.Count;
    }

    public CollectionState State { get; }

    public CollectionSchema Schema => State.Schema;

    /// <summary>The number of the last operation that it sees.</summary>
    public ulong Version { get; }

    public uint Capacity { get; }

    public PointRecord this[uint offset] => State.Points[offset];

    public bool Contains(uint offset) => offset < Capacity && State.Points[offset].IsCurrentAt(Version);

    public bool TryGetOffset(PointKey key, out uint offset) => State.Points.TryGetOffset(key, Version, out offset);

    /// <summary>An index made later does not hold the versions that were over by then.</summary>
    public FieldIndex? IndexOf(string path) =>
        State.IndexOf(path) is { } index && index.CreatedAt <= Version ? index : null;

    /// <summary>A stored row, null when the point has no such vector.</summary>
    public float[]? ReadRow(int vector, uint offset)
    {
        if ((State.Points[offset].Vectors >> vector & 1) == 0) return null;
        float[] row = new float[Schema.Vectors[vector].Dimensions];
        return State.Vector(vector).TryCopyRow(offset, row)
            ? row
            : throw new InvalidOperationException($"Row {offset} of vector {vector} went while a request could see it");
    }

    /// <summary>
    /// Exactly the points that pass the filter, all without one. O(points) unless field indexes narrow it.
    /// </summary>
    public PointBitmap Passing(FilterCondition? filter)
    {
        bool isExact = filter is null;
        PointBitmap? candidates = filter?.Narrow(this, out isExact);
        var passing = new PointBitmap(Capacity);
        if (candidates is null)
        {
            for (uint offset = 0; offset < Capacity; offset++) Check(offset, filter, passing);
        }
        else
        {
            foreach (uint offset in candidates) Check(offset, isExact ? null : filter, passing);
        }

        return passing;
    }

    public void Dispose() => _epochs.Leave(_epoch);

    private void Check(uint offset, FilterCondition? filter, PointBitmap passing)
    {
        if (Contains(offset) && filter?.Matches(State.Points[offset].View) != false) passing.Add(offset);
    }
}
