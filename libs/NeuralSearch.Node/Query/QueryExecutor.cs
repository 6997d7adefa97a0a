using System.Buffers;
using System.Diagnostics;
using NeuralSearch.Index;
using NeuralSearch.Node.Filters;
using NeuralSearch.Node.Points;

namespace NeuralSearch.Node.Query;

/// <summary>Runs reads on a snapshot of a collection.</summary>
internal static class QueryExecutor
{
    // Found beyond what is wanted, so that points which tie with the last one wanted can take their places by id.
    private const int TieMargin = 16;

    /// <summary>The nearest points, best first; equal scores in the order of their ids.</summary>
    public static IReadOnlyList<ScoredOffset> Nearest(CollectionSnapshot snapshot, VectorQuery query)
    {
        using Activity? activity = NodeActivities.Source.StartActivity(NodeActivities.Search);
        VectorIndex index = snapshot.State.Vector(query.Vector);
        PointBitmap? allowed = query.Filter is null ? null : snapshot.Passing(query.Filter);
        int most = (int)Math.Min(int.MaxValue / 2, allowed?.Count ?? index.LiveCount);
        int wanted = (int)Math.Min((long)query.Offset + query.Limit + (query.Excluded is null ? 0 : 1), most);
        if (wanted == 0) return [];

        for (int k = Math.Min(wanted + TieMargin, most); ; k = (int)Math.Min(k * 4L, most))
        {
            Neighbor[] rented = ArrayPool<Neighbor>.Shared.Rent(k);
            try
            {
                Span<Neighbor> found = rented.AsSpan(0, Search(snapshot, query, allowed, rented.AsSpan(0, k)));
                if (found.Length == k && k < most && found[wanted - 1].Distance == found[^1].Distance) continue;
                found.Sort((a, b) => a.Distance != b.Distance
                    ? a.Distance.CompareTo(b.Distance)
                    : snapshot[a.Offset].Key.CompareTo(snapshot[b.Offset].Key));
                return Cut(Score(snapshot, query, found), query, index.Metric);
            }
            finally
            {
                ArrayPool<Neighbor>.Shared.Return(rented);
            }
        }
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
            else if (page.TryPeek(out _, out PointKey largest) && key.CompareTo(largest) < 0)
                page.EnqueueDequeue(offset, key);
        }
    }

    /// <summary>How many points pass the filter, exactly.</summary>
    public static long Count(CollectionSnapshot snapshot, FilterCondition? filter) =>
        filter is null ? snapshot.State.PointCount : snapshot.Passing(filter).Count;

    /// <summary>Searches among what the snapshot sees.</summary>
    private static int Search(
        CollectionSnapshot snapshot, VectorQuery query, PointBitmap? allowed, Span<Neighbor> results)
    {
        VectorIndex index = snapshot.State.Vector(query.Vector);
        var request = new SearchRequest { Allowed = allowed, Exact = query.Exact, Ef = query.Ef };
        int found = index.Search(query.Values, request, results);
        if (allowed is not null) return found;

        int seen = 0;
        foreach (Neighbor neighbor in results[..found])
            if (snapshot.Contains(neighbor.Offset)) results[seen++] = neighbor;
        if (seen == found || found < results.Length) return seen;

        // Rows of versions that the snapshot does not see (just written, or over and not yet buried) took places:
        // search again among those it sees.
        return index.Search(query.Values, request with { Allowed = snapshot.Passing(filter: null) }, results);
    }

    private static List<ScoredOffset> Score(
        CollectionSnapshot snapshot, VectorQuery query, ReadOnlySpan<Neighbor> found)
    {
        var scored = new List<ScoredOffset>(found.Length);
        Metric metric = snapshot.Schema.Vectors[query.Vector].Metric;
        foreach (Neighbor neighbor in found)
            if (snapshot[neighbor.Offset].Key != query.Excluded)
                scored.Add(new ScoredOffset(neighbor.Offset, Scores.FromDistance(metric, neighbor.Distance)));
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
