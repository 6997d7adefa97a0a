using System.Numerics;

namespace NeuralSearch.Index;

/// <summary>Exact search: compares the query with every row that passes, keeping the nearest in a heap.</summary>
internal static unsafe class ExactScan
{
    /// <summary>
    /// Rows gathered before their distances are computed, so that they can be prefetched across gaps.
    /// </summary>
    public const int BatchLength = 256;

    /// <summary>
    /// Rows ahead that are prefetched. The processor sees by itself what lies side by side, not what a filter leaves.
    /// </summary>
    private const int Lookahead = 4;

    /// <summary>The start of a row that is prefetched; the processor follows from there.</summary>
    private const nuint PrefetchBytes = 256;

    /// <summary>
    /// Offers the rows from…to−1 that pass to the scratch's results.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="query">float32[dimensions].</param>
    /// <param name="dimensions">Components of a row.</param>
    /// <param name="filter">What passes.</param>
    /// <param name="from">First row.</param>
    /// <param name="to">End of the rows, at most the published count.</param>
    /// <param name="skipVisited">Whether rows that the traversal before has visited are left out.</param>
    /// <param name="scratch">Receives the results and counts the distances.</param>
    public static void Run<TDistance>(NativeBlocks rows, float* query, nuint dimensions, in MatchFilter filter,
        uint from, uint to, bool skipVisited, SearchScratch scratch) where TDistance : struct, IDistance
    {
        if (from >= to) return;

        var batch = scratch.Batch;
        var gathered = 0;
        var map = filter.Map;
        var lastWord = (int)(map.ToOffset(to - 1) >> 6);
        for (var word = (int)(map.ToOffset(from) >> 6); word <= lastWord; word++)
        {
            var bits = filter.Word(word);
            for (; bits != 0; bits &= bits - 1)
            {
                var offset = (uint)(word * 64 + BitOperations.TrailingZeroCount(bits));
                if (!map.TryToRow(offset, out var row) || row < from || row >= to) continue;
                if (skipVisited && scratch.Visited.Contains(row)) continue;
                batch[gathered++] = row;
                if (gathered < BatchLength) continue;
                Score<TDistance>(rows, query, dimensions, batch.AsSpan(0, gathered), scratch);
                gathered = 0;
            }
        }

        Score<TDistance>(rows, query, dimensions, batch.AsSpan(0, gathered), scratch);
    }

    private static void Score<TDistance>(NativeBlocks rows, float* query, nuint dimensions, ReadOnlySpan<uint> gathered,
        SearchScratch scratch) where TDistance : struct, IDistance
    {
        var results = scratch.Results;
        var prefetchBytes = Math.Min(PrefetchBytes, rows.RecordBytes);
        for (var i = 0; i < gathered.Length; i++)
        {
            if (i + Lookahead < gathered.Length) Prefetch.Lines(rows[gathered[i + Lookahead]], prefetchBytes);
            var distance = TDistance.Evaluate(query, (float*)rows[gathered[i]], dimensions);
            results.Offer(DistanceKey.Create(distance, gathered[i]));
        }

        scratch.Distances += gathered.Length;
    }
}
