using System.Numerics;

namespace NeuralSearch.Index;

/// <summary>Compares the query with every row that passes, keeping the nearest in a heap; rows may be codes.</summary>
internal static unsafe class RowScan
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
    /// Offers the rows from…to−1 that pass to <paramref name="results"/>.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="query">A row like them.</param>
    /// <param name="length">Components of a row.</param>
    /// <param name="filter">What passes.</param>
    /// <param name="from">First row.</param>
    /// <param name="to">End of the rows, at most the published count.</param>
    /// <param name="skipVisited">Whether rows that the traversal before has visited are left out.</param>
    /// <param name="results">Receives the results.</param>
    /// <param name="scratch">Counts the distances.</param>
    public static void Run<TDistance>(NativeBlocks rows, void* query, nuint length, in MatchFilter filter,
        uint from, uint to, bool skipVisited, ResultHeap results, SearchScratch scratch)
        where TDistance : struct, IDistance
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
                Score<TDistance>(rows, query, length, batch.AsSpan(0, gathered), results);
                scratch.Distances += gathered;
                gathered = 0;
            }
        }

        Score<TDistance>(rows, query, length, batch.AsSpan(0, gathered), results);
        scratch.Distances += gathered;
    }

    private static void Score<TDistance>(NativeBlocks rows, void* query, nuint length, ReadOnlySpan<uint> gathered,
        ResultHeap results) where TDistance : struct, IDistance
    {
        var prefetchBytes = Math.Min(PrefetchBytes, rows.RecordBytes);
        for (var i = 0; i < gathered.Length; i++)
        {
            if (i + Lookahead < gathered.Length) Prefetch.Lines(rows[gathered[i + Lookahead]], prefetchBytes);
            var distance = TDistance.Evaluate(query, rows[gathered[i]], length);
            results.Offer(DistanceKey.Create(distance, gathered[i]));
        }
    }
}
