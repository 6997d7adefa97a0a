using System.Diagnostics;

namespace NeuralSearch.Index;

/// <summary>Algorithm 1 (INSERT), arXiv:1603.09320. One indexer at a time; it owns the scratch.</summary>
/// <remarks>
/// All links of the new node are chosen and written first, layer by layer from the top, while nothing points to it.
/// Then the links to it are stored from layer 0 upwards: a reader that comes upon the node on some layer finds its way
/// down.
/// </remarks>
internal sealed unsafe class HnswInsert<TDistance> where TDistance : struct, IDistance
{
    private readonly HnswGraph _graph;
    private readonly NativeBlocks _rows;
    private readonly HnswSearch<TDistance> _search;
    private readonly SearchScratch _scratch = new();
    private readonly RowEquality _equality;
    private readonly nuint _dimensions;
    private readonly int _efConstruction;
    private readonly ulong[] _candidates;
    private readonly uint[] _selected;

    /// <param name="graph">The graph.</param>
    /// <param name="rows">What distances are computed on.</param>
    /// <param name="search">Searches the same.</param>
    /// <param name="dimensions">Components of such a row.</param>
    /// <param name="efConstruction">Beam width.</param>
    /// <param name="equality">Which rows at distance 0 of each other become one node.</param>
    public HnswInsert(HnswGraph graph, NativeBlocks rows, HnswSearch<TDistance> search, int dimensions,
        int efConstruction, RowEquality equality)
    {
        _graph = graph;
        _rows = rows;
        _search = search;
        _dimensions = (nuint)dimensions;
        _equality = equality;
        _efConstruction = efConstruction;
        _candidates = new ulong[graph.M0 + 1];
        _selected = new uint[graph.M0];
    }

    /// <summary>Puts a published row into the graph. Offsets come in ascending order.</summary>
    public void Run(uint offset)
    {
        var level = _graph.LevelOf(offset);
        _graph.Prepare(offset, level);
        if (!_graph.TryGetEntry(out var entry, out var top))
        {
            _graph.Commit(level);
            _graph.SetEntry(offset, level);
            return;
        }

        var row = _rows[offset];
        var best = _search.Descend(row, entry, top, Math.Min(level, top), HnswGraph.End, _scratch);
        for (var layer = Math.Min(level, top); layer >= 0; layer--)
        {
            _search.Traverse(row, best, layer, _efConstruction, offset, HnswGraph.End, _scratch);
            if (layer == 0 && FindEqual(offset) is { } node)
            {
                _graph.Chain(node, offset, _equality.HaveSameBits(node, offset));
                return;
            }

            WriteOwnLinks(offset, layer);
            best = _scratch.Pool.Keys[0] & ~1ul;
        }

        _graph.Commit(level);
        for (var layer = 0; layer <= Math.Min(level, top); layer++) LinkBack(offset, layer);
        if (level > top) _graph.SetEntry(offset, level);
    }

    /// <summary>
    /// A node that the row is equal to. Equal rows have exactly the row's distance to itself, so only candidates with
    /// that distance are compared.
    /// </summary>
    private uint? FindEqual(uint offset)
    {
        var row = _rows[offset];
        var order = DistanceKey.Order(DistanceKey.Create(TDistance.Evaluate(row, row, _dimensions), 0));
        foreach (var key in _scratch.Pool.Keys)
        {
            if (DistanceKey.Order(key) > order) break;
            if (DistanceKey.Order(key) < order) continue;
            if (_equality.AreEqual(DistanceKey.Offset(key), offset)) return DistanceKey.Offset(key);
        }

        return null;
    }

    private void WriteOwnLinks(uint offset, int layer)
    {
        var count = HnswSelect.Run<TDistance>(_rows, _dimensions, _scratch.Pool.Keys, _graph.M, _selected);
        _selected.AsSpan(0, count).CopyTo(new Span<uint>(_graph.Links(offset, layer), _graph.M));
    }

    private void LinkBack(uint offset, int layer)
    {
        var links = _graph.Links(offset, layer);
        for (var i = 0; i < _graph.M && links[i] != HnswGraph.End; i++) AddLink(links[i], offset, layer);
    }

    /// <summary>
    /// Adds a link from a node to the new one; a full list is chosen anew among its links and the new one.
    /// </summary>
    private void AddLink(uint node, uint added, int layer)
    {
        var links = _graph.Links(node, layer);
        var capacity = _graph.Capacity(layer);
        for (var i = 0; i < capacity; i++)
        {
            Debug.Assert(links[i] != added);
            if (links[i] != HnswGraph.End) continue;
            Volatile.Write(ref links[i], added);
            return;
        }

        var row = _rows[node];
        for (var i = 0; i < capacity; i++) _candidates[i] = Score(row, links[i]);
        _candidates[capacity] = Score(row, added);
        var candidates = _candidates.AsSpan(0, capacity + 1);
        candidates.Sort();
        var count = HnswSelect.Run<TDistance>(_rows, _dimensions, candidates, capacity, _selected);
        for (var i = 0; i < count; i++) Volatile.Write(ref links[i], _selected[i]);
        for (var i = count; i < capacity; i++) Volatile.Write(ref links[i], HnswGraph.End);
    }

    private ulong Score(byte* row, uint offset) =>
        DistanceKey.Create(TDistance.Evaluate(row, _rows[offset], _dimensions), offset);
}
