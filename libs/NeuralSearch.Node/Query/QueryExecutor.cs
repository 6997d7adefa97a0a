using System.Buffers;
using NeuralSearch.Index;
using NeuralSearch.Node.Filters;
using NeuralSearch.Node.Points;
using NeuralSearch.Node.Storage;

namespace NeuralSearch.Node.Query;

/// <summary>Runs reads on a collection's state.</summary>
internal static class QueryExecutor
{
    private const int MaxAttempts = 3;

    /// <summary>The nearest points, best first; equal scores in the order the points were written.</summary>
    public static IReadOnlyList<ScoredOffset> Nearest(CollectionState state, VectorQuery query)
    {
        VectorIndex index = state.Vector(query.Vector);
        long wanted = (long)query.Offset + query.Limit + (query.Excluded is null ? 0 : 1);
        var lookup = new PointLookup(state);
        PointBitmap? allowed = query.Filter is null ? null : lookup.Passing(query.Filter);
        int k = (int)Math.Min(wanted, allowed?.Count ?? index.LiveCount);
        if (k == 0) return [];

        var request = new SearchRequest { Allowed = allowed, Exact = query.Exact, Ef = query.Ef };
        Neighbor[] neighbors = ArrayPool<Neighbor>.Shared.Rent(k);
        try
        {
            // A point that is replaced while the search runs may be found in both versions; only the current one
            // counts, and the place that the other took is looked for again.
            for (int attempt = 1; ; attempt++)
            {
                int found = index.Search(query.Values, request, neighbors.AsSpan(0, k));
                List<ScoredOffset> current = Current(state, query, neighbors.AsSpan(0, found), out bool lostAny);
                if (lostAny && attempt < MaxAttempts) continue;
                return Cut(current, query, index.Metric);
            }
        }
        finally
        {
            ArrayPool<Neighbor>.Shared.Return(neighbors);
        }
    }

    /// <summary>A page of points in id order.</summary>
    /// <param name="from">The first id of the page; null for the first of all.</param>
    /// <returns>Up to <paramref name="limit"/> offsets, by id. O(points · log limit).</returns>
    public static IReadOnlyList<uint> Scroll(CollectionState state, FilterCondition? filter, PointKey? from, int limit)
    {
        // The largest id kept is at the head, to be replaced by a smaller one.
        var page = new PriorityQueue<uint, PointKey>(Comparer<PointKey>.Create((a, b) => b.CompareTo(a)));
        var lookup = new PointLookup(state);
        if (filter is null)
        {
            for (uint offset = 0; offset < lookup.Capacity; offset++)
                if (state.Points.IsLive(offset)) Offer(offset);
        }
        else
        {
            foreach (uint offset in lookup.Passing(filter)) Offer(offset);
        }

        uint[] offsets = new uint[page.Count];
        for (int i = offsets.Length - 1; i >= 0; i--) offsets[i] = page.Dequeue();
        return offsets;

        void Offer(uint offset)
        {
            PointKey key = state.Points[offset].Key;
            if (from is { } first && key.CompareTo(first) < 0) return;
            if (page.Count < limit) page.Enqueue(offset, key);
            else if (page.TryPeek(out _, out PointKey largest) && key.CompareTo(largest) < 0) page.EnqueueDequeue(offset, key);
        }
    }

    /// <summary>How many points pass the filter, exactly.</summary>
    public static long Count(CollectionState state, FilterCondition? filter) =>
        filter is null ? state.Points.LiveCount : new PointLookup(state).Passing(filter).Count;

    private static List<ScoredOffset> Current(
        CollectionState state, VectorQuery query, ReadOnlySpan<Neighbor> neighbors, out bool lostAny)
    {
        var current = new List<ScoredOffset>(neighbors.Length);
        lostAny = false;
        Metric metric = state.Schema.Vectors[query.Vector].Metric;
        foreach (Neighbor neighbor in neighbors)
        {
            if (!state.Points.IsLive(neighbor.Offset)) lostAny = true;
            else if (state.Points[neighbor.Offset].Key != query.Excluded)
                current.Add(new ScoredOffset(neighbor.Offset, Scores.FromDistance(metric, neighbor.Distance)));
        }

        return current;
    }

    private static List<ScoredOffset> Cut(List<ScoredOffset> scored, VectorQuery query, Metric metric)
    {
        if (query.ScoreThreshold is { } threshold)
        {
            int bad = scored.FindIndex(point => !Scores.Passes(metric, point.Score, threshold));
            if (bad >= 0) scored.RemoveRange(bad, scored.Count - bad);
        }

        return query.Offset >= scored.Count
            ? []
            : scored.GetRange(query.Offset, Math.Min(query.Limit, scored.Count - query.Offset));
    }
}
