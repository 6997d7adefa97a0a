namespace NeuralSearch.Index;

/// <summary>Searches segment after segment and gathers the nearest of all.</summary>
internal static class SegmentSearch
{
    /// <summary>Leaves the k nearest rows, by offset in the index, in the scratch's gathered results.</summary>
    /// <param name="segments">The segments, kept by the caller.</param>
    /// <param name="live">Which offsets are live.</param>
    /// <param name="query">The query.</param>
    /// <param name="request">The request.</param>
    /// <param name="k">Results that are wanted, at least 1.</param>
    /// <param name="scratch">Rented for the search.</param>
    public static SearchStatistics Run(ReadOnlySpan<Segment> segments, LiveSet live, in QueryRow query,
        in SearchRequest request, int k, SearchScratch scratch)
    {
        // After the segments: what is live now is in them, and what they leave out is not live any more.
        var words = live.Words;
        var gathered = scratch.Gathered;
        gathered.Begin(k, Math.Min(live.Count, request.Allowed?.Count ?? uint.MaxValue));
        var statistics = default(SearchStatistics);
        var most = 0u;
        foreach (var segment in segments)
        {
            var ran = segment.Search(query, request, words, k, scratch, out var matches);
            if (matches == 0) continue;
            foreach (var key in scratch.Results.Keys)
                gathered.Offer(DistanceKey.WithOffset(key, segment.Map.ToOffset(DistanceKey.Offset(key))));

            statistics = statistics with
            {
                Plan = matches > most ? ran.Plan : statistics.Plan,
                Estimate = matches > most ? ran.Estimate : statistics.Estimate,
                FellBack = statistics.FellBack || ran.FellBack,
                Tail = statistics.Tail + ran.Tail,
                Segments = statistics.Segments + 1,
                Matches = statistics.Matches + matches,
            };
            most = Math.Max(most, matches);
        }

        return statistics with
        {
            Visited = scratch.Expanded,
            Distances = scratch.Distances,
            Reranked = scratch.Reranked,
        };
    }
}
