using NeuralSearch.Index;
using NeuralSearch.Node.FieldIndexes;
using NeuralSearch.Node.Filters;
using NeuralSearch.Node.Points;
using NeuralSearch.Node.Storage;

namespace NeuralSearch.Node.Query;

/// <summary>A collection as one query sees it: what was there when the query began.</summary>
internal sealed class PointLookup(CollectionState state) : IPointLookup
{
    public uint Capacity { get; } = state.Points.Count;

    public FieldIndex? IndexOf(string path) => state.IndexOf(path);

    public bool TryGetOffset(PointKey key, out uint offset) => state.Points.TryGetOffset(key, out offset);

    /// <summary>Exactly the current points that pass the filter. O(points) unless field indexes narrow it.</summary>
    public PointBitmap Passing(FilterCondition filter)
    {
        PointBitmap? candidates = filter.Narrow(this, out bool isExact);
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

    private void Check(uint offset, FilterCondition? filter, PointBitmap passing)
    {
        if (state.Points.IsLive(offset) && filter?.Matches(state.Points[offset].View) != false) passing.Add(offset);
    }
}
