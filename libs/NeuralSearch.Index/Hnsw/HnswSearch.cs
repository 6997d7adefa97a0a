using System.Runtime.CompilerServices;

namespace NeuralSearch.Index;

/// <summary>Algorithm 2 (SEARCH-LAYER) and the descent of Algorithm 5 (K-NN-SEARCH), arXiv:1603.09320.</summary>
internal sealed unsafe class HnswSearch<TDistance> where TDistance : struct, IDistance
{
    private const nuint MaxPrefetchBytes = 384;

    /// <summary>Bytes that are loaded ahead of their use.</summary>
    private const nuint LookaheadBytes = 8 * MaxPrefetchBytes;
    private readonly HnswGraph _graph;
    private readonly NativeBlocks _rows;
    private readonly nuint _dimensions;
    private readonly nuint _prefetchBytes;
    private readonly int _lookahead;

    public HnswSearch(HnswGraph graph, NativeBlocks rows, int dimensions)
    {
        _graph = graph;
        _rows = rows;
        _dimensions = (nuint)dimensions;
        _prefetchBytes = Math.Min(rows.RecordBytes, MaxPrefetchBytes);
        _lookahead = (int)(LookaheadBytes / _prefetchBytes);
    }

    /// <summary>
    /// Walks greedily from a node on layer <paramref name="from"/> down to a node near the query on layer
    /// <paramref name="to"/>.
    /// </summary>
    /// <param name="query">A row like those searched.</param>
    /// <param name="start">The node to begin at.</param>
    /// <param name="from">The layer to begin on.</param>
    /// <param name="to">The layer to end on.</param>
    /// <param name="limit">Nodes at and above this offset are passed over: there may be no codes of them.</param>
    /// <param name="scratch">Counts the distances.</param>
    public ulong Descend(byte* query, uint start, int from, int to, uint limit, SearchScratch scratch)
    {
        var best = Score(query, start);
        var distances = 1L;
        for (var layer = from; layer > to; layer--)
        {
            bool moved;
            do
            {
                moved = false;
                var links = _graph.Links(DistanceKey.Offset(best), layer);
                for (var i = 0; i < _graph.M; i++)
                {
                    var neighbor = Volatile.Read(ref links[i]);
                    if (neighbor == HnswGraph.End) break;
                    if (neighbor >= limit) continue;
                    var key = Score(query, neighbor);
                    distances++;
                    if (key >= best) continue;
                    best = key;
                    moved = true;
                }
            }
            while (moved);
        }

        scratch.Distances += distances;
        return best;
    }

    /// <summary>
    /// Fills the scratch's pool with the <paramref name="ef"/> nodes nearest to the query that a beam finds.
    /// </summary>
    /// <remarks>
    /// On layer 0 the nearest candidates are expanded together until their neighbours make a batch of
    /// <see cref="SearchScratch.BatchMinimum"/>: the first rows of a batch are waited for, the others arrive meanwhile,
    /// so two batches are dearer than one of both. Some nodes are expanded earlier than Algorithm 2 has it; none more
    /// than once, and at most a few that it would have left out. Text-like 60 000 x 768, EPYC (Zen 4, shared host),
    /// CPU time at ef = 64, 2026-11-24: 113 → 98 µs on codes of eight bits, 75 → 65 on one bit, with the links of the
    /// next node loaded before the batch is compared.
    /// </remarks>
    /// <param name="query">A row like those searched.</param>
    /// <param name="entry">Key of the node to begin at.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="ef">Beam width.</param>
    /// <param name="count">Offsets that exist at least.</param>
    /// <param name="limit">Nodes at and above this offset are passed over: there may be no codes of them.</param>
    /// <param name="scratch">Rented for this search.</param>
    public void Traverse(byte* query, ulong entry, int layer, int ef, uint count, uint limit,
        SearchScratch scratch)
    {
        var pool = scratch.Pool;
        pool.Begin(ef);
        pool.Offer(entry);
        scratch.Visited.Begin(count);
        scratch.Visited.TryVisit(DistanceKey.Offset(entry));
        var batch = scratch.Batch;
        while (!pool.IsExhausted)
        {
            var length = GatherUnvisited(pool.Expand(), layer, limit, 0, scratch);
            while (layer == 0 && length < SearchScratch.BatchMinimum && !pool.IsExhausted)
                length = GatherUnvisited(pool.Expand(), layer, limit, length, scratch);

            // Most often the next node is known before the batch is compared; its links arrive meanwhile.
            var next = pool.IsExhausted ? HnswGraph.End : pool.Peek();
            if (layer == 0 && next != HnswGraph.End) Prefetch.Lines(_graph.Links(next, 0), _graph.Links0Bytes);
            for (var i = 0; i < length; i++)
            {
                if (i + _lookahead < length) Prefetch.Lines(_rows[batch[i + _lookahead]], _prefetchBytes);
                pool.Offer(Score(query, batch[i]));
            }

            if (layer == 0 && !pool.IsExhausted && pool.Peek() != next)
                Prefetch.Lines(_graph.Links(pool.Peek(), 0), _graph.Links0Bytes);
        }
    }

    /// <summary>
    /// The same on layer 0 when not every node may be returned: all nodes are stepped on, those that pass are kept in
    /// <paramref name="results"/>, and the walk ends when no candidate is nearer than the worst of them.
    /// </summary>
    /// <returns>False if the budget was spent before the end, or clearly would be.</returns>
    public bool TraverseFiltered(byte* query, ulong entry, in MatchFilter filter, uint count, uint limit,
        in FilteredBeam beam, ResultHeap results, SearchScratch scratch)
    {
        var before = scratch.Distances;
        var isProbing = true;
        var queue = scratch.Queue;
        queue.Clear();
        queue.Push(entry);
        scratch.Visited.Begin(count);
        scratch.Visited.TryVisit(DistanceKey.Offset(entry));
        OfferPassing(entry, filter, results, scratch);
        var batch = scratch.Batch;
        while (queue.Count > 0)
        {
            var nearest = queue.Pop();
            if (nearest > results.Bound) break;
            var distances = scratch.Distances - before;
            if (isProbing && distances >= FilteredBeam.ProbeDistances)
            {
                isProbing = false;
                results.Shrink(beam.Width((double)results.Count / distances));
            }

            if (beam.IsHopeless(distances, results.Count, results.Limit)) return false;
            var length = GatherUnvisited(DistanceKey.Offset(nearest), 0, limit, 0, scratch);
            for (var i = 0; i < length; i++)
            {
                if (i + _lookahead < length) Prefetch.Lines(_rows[batch[i + _lookahead]], _prefetchBytes);
                var key = Score(query, batch[i]);
                if (key >= results.Bound) continue;
                queue.Push(key);
                OfferPassing(key, filter, results, scratch);
            }
        }

        return true;
    }

    /// <summary>Offers the pool's nodes and the rows equal to them to the scratch's results.</summary>
    public void OfferPool(SearchScratch scratch)
    {
        var results = scratch.Results;
        foreach (var marked in scratch.Pool.Keys)
        {
            var key = marked & ~1ul;
            if (key >= results.Bound) break;
            results.Offer(key);
            if (_graph.DuplicateCount == 0) continue;
            for (var row = NextDuplicate(key); row != HnswGraph.End; row = _graph.NextDuplicate(row))
            {
                scratch.Visited.TryVisit(row);
                results.Offer(DistanceKey.WithOffset(key, row));
            }
        }
    }

    private void OfferPassing(ulong key, in MatchFilter filter, ResultHeap results, SearchScratch scratch)
    {
        if (filter.Passes(DistanceKey.Offset(key))) results.Offer(key);
        if (_graph.DuplicateCount == 0) return;
        for (var row = NextDuplicate(key); row != HnswGraph.End; row = _graph.NextDuplicate(row))
        {
            scratch.Visited.TryVisit(row);
            if (filter.Passes(row)) results.Offer(DistanceKey.WithOffset(key, row));
        }
    }

    private uint NextDuplicate(ulong key) => _graph.NextDuplicate(DistanceKey.Offset(key));

    /// <summary>
    /// Marks a node's neighbours that were not visited and puts them behind what the batch holds, prefetching the
    /// first.
    /// </summary>
    private int GatherUnvisited(uint node, int layer, uint limit, int length, SearchScratch scratch)
    {
        var links = _graph.Links(node, layer);
        var capacity = _graph.Capacity(layer);
        var visited = scratch.Visited;
        var batch = scratch.Batch;
        var first = length;
        for (var i = 0; i < capacity; i++)
        {
            var neighbor = Volatile.Read(ref links[i]);
            if (neighbor == HnswGraph.End) break;

            // Kept whether it was visited or not and overwritten then: half were, and no branch predictor knows which.
            batch[length] = neighbor;
            length += neighbor < limit && visited.TryVisit(neighbor) ? 1 : 0;
        }

        for (var i = first; i < Math.Min(length, _lookahead); i++) Prefetch.Lines(_rows[batch[i]], _prefetchBytes);
        scratch.Expanded++;
        scratch.Distances += length - first;
        return length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Score(byte* query, uint offset) =>
        DistanceKey.Create(TDistance.Evaluate(query, _rows[offset], _dimensions), offset);
}
