using System.Numerics;

namespace NeuralSearch.Index;

/// <summary>Exact search: compares the query with every row that passes, keeping the nearest in a heap.</summary>
internal static unsafe class ExactScan
{
    /// <summary>
    /// Offsets gathered before their distances are computed, so that rows can be prefetched across gaps.
    /// </summary>
    public const int BatchLength = 256;

    /// <summary>
    /// Rows ahead that are prefetched. The processor sees by itself what lies side by side, not what a filter leaves.
    /// </summary>
    private const int Lookahead = 4;

    /// <summary>The start of a row that is prefetched; the processor follows from there.</summary>
    private const nuint PrefetchBytes = 256;

    /// <summary>
    /// Offers the rows at offsets from…to−1 that pass to the scratch's results.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="query">float32[dimensions].</param>
    /// <param name="dimensions">Components of a row.</param>
    /// <param name="filter">What passes.</param>
    /// <param name="from">First offset.</param>
    /// <param name="to">End of the offsets, at most the published count.</param>
    /// <param name="skipVisited">Whether offsets that the traversal before has visited are left out.</param>
    /// <param name="scratch">Receives the results and counts the distances.</param>
    public static void Run<TDistance>(NativeBlocks rows, float* query, nuint dimensions, in MatchFilter filter,
        uint from, uint to, bool skipVisited, SearchScratch scratch) where TDistance : struct, IDistance
    {
        if (from >= to) return;

        var batch = scratch.Batch;
        var gathered = 0;
        var lastWord = (int)((to - 1) >> 6);
        for (var word = (int)(from >> 6); word <= lastWord; word++)
        {
            var bits = filter.Word(word);
            for (; bits != 0; bits &= bits - 1)
            {
                var offset = (uint)(word * 64 + BitOperations.TrailingZeroCount(bits));
                if (offset < from || offset >= to) continue;
                if (skipVisited && scratch.Visited.Contains(offset)) continue;
                batch[gathered++] = offset;
                if (gathered < BatchLength) continue;
                Score<TDistance>(rows, query, dimensions, batch.AsSpan(0, gathered), scratch);
                gathered = 0;
            }
        }

        Score<TDistance>(rows, query, dimensions, batch.AsSpan(0, gathered), scratch);
    }

    private static void Score<TDistance>(NativeBlocks rows, float* query, nuint dimensions, ReadOnlySpan<uint> offsets,
        SearchScratch scratch) where TDistance : struct, IDistance
    {
        var results = scratch.Results;
        var prefetchBytes = Math.Min(PrefetchBytes, rows.RecordBytes);
        for (var i = 0; i < offsets.Length; i++)
        {
            if (i + Lookahead < offsets.Length) Prefetch.Lines(rows[offsets[i + Lookahead]], prefetchBytes);
            var distance = TDistance.Evaluate(query, (float*)rows[offsets[i]], dimensions);
            results.Offer(DistanceKey.Create(distance, offsets[i]));
        }

        scratch.Distances += offsets.Length;
    }
}
