using System.Buffers;
using NeuralSearch.Index;
using NeuralSearch.Node.Filters;
using NeuralSearch.Node.Points;

namespace NeuralSearch.Node.Query;

/// <summary>Runs reads on a snapshot of a collection.</summary>
internal static class QueryExecutor
{
    /// <summary>The nearest points, best first; equal scores in the order the points were written.</summary>
    public static IReadOnlyList<ScoredOffset> Nearest(CollectionSnapshot snapshot, VectorQuery query)
    {
        VectorIndex index = snapshot.State.Vector(query.Vector);
        long wanted = (long)query.Offset + query.Limit + (query.Excluded is null ? 0 : 1);
        PointBitmap? allowed = query.Filter is null ? null : snapshot.Passing(query.Filter);
        int k = (int)Math.Min(wanted, allowed?.Count ?? index.LiveCount);
        if (k == 0) return [];

        Neighbor[] neighbors = ArrayPool<Neighbor>.Shared.Rent(k);
        try
        {
            int found = Search(allowed);
            List<ScoredOffset> scored = Score(snapshot, query, neighbors.AsSpan(0, found), out bool sawOthers);
            if (sawOthers && found == k && allowed is null)
            {
                // Rows of versions that the snapshot does not see (just written, or over and not yet buried) took
                // places: search again among those it sees.
                found = Search(snapshot.Passing(filter: null));
                scored = Score(snapshot, query, neighbors.AsSpan(0, found), out _);
            }

            return Cut(scored, query, index.Metric);
        }
        finally
        {
            ArrayPool<Neighbor>.Shared.Return(neighbors);
        }

        int Search(PointBitmap? among) => index.Search(
            query.Values,
            new SearchRequest { Allowed = among, Exact = query.Exact, Ef = query.Ef },
            neighbors.AsSpan(0, k));
    }

    /// <summary>A page of points in id order.</summary>
    /// <param name="from">The first id of the page; null for the first of all.</param>
    /// <returns>Up to <paramref name="limit"/> offsets, by id. O(points · log limit).</returns>
    public static IReadOnlyList<uint> Scroll(
        CollectionSnapshot snapshot, FilterCondition? filter, PointKey? from, int limit)
    {
        // The largest id kept is at the head, to be replaced by a smaller one.
        var page = new PriorityQueue<uint, PointKey>(Comparer<PointKey>.Create((a, b) => b.CompareTo(a)));
        if (filter is null)
        {
            for (uint offset = 0; offset < snapshot.Capacity; offset++)
                if (snapshot.Contains(offset)) Offer(offset);
        }
        else
        {
            foreach (uint offset in snapshot.Passing(filter)) Offer(offset);
        }

        uint[] offsets = new uint[page.Count];
        for (int i = offsets.Length - 1; i >= 0; i--) offsets[i] = page.Dequeue();
        return offsets;

        void Offer(uint offset)
        {
            PointKey key = snapshot[offset].Key;
            if (from is { } first && key.CompareTo(first) < 0) return;
            if (page.Count < limit) page.Enqueue(offset, key);
            else if (page.TryPeek(out _, out PointKey largest) && key.CompareTo(largest) < 0) page.EnqueueDequeue(offset, key);
        }
    }

    /// <summary>How many points pass the filter, exactly.</summary>
    public static long Count(CollectionSnapshot snapshot, FilterCondition? filter) =>
        filter is null ? snapshot.State.Points.LiveCount : snapshot.Passing(filter).Count;

    private static List<ScoredOffset> Score(
        CollectionSnapshot snapshot, VectorQuery query, ReadOnlySpan<Neighbor> neighbors, out bool sawOthers)
    {
        var scored = new List<ScoredOffset>(neighbors.Length);
        sawOthers = false;
        Metric metric = snapshot.Schema.Vectors[query.Vector].Metric;
        foreach (Neighbor neighbor in neighbors)
        {
            if (!snapshot.Contains(neighbor.Offset)) sawOthers = true;
            else if (snapshot[neighbor.Offset].Key != query.Excluded)
                scored.Add(new ScoredOffset(neighbor.Offset, Scores.FromDistance(metric, neighbor.Distance)));
        }

        return scored;
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
