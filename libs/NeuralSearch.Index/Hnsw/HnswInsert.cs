using System.Diagnostics;
using System.Runtime.InteropServices;

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
    private readonly List<uint> _candidates = [];
    private readonly List<ulong> _keys = [];
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
        _selected = new uint[graph.M0];
    }

    /// <summary>Puts a row into the graph.</summary>
    /// <param name="row">The row.</param>
    /// <param name="level">Its highest layer.</param>
    /// <param name="count">Rows that the graph may hold already: all are below it.</param>
    public void Run(uint row, int level, uint count)
    {
        _graph.Prepare(row, level);
        if (!_graph.TryGetEntry(out var entry, out var top))
        {
            _graph.Commit(level);
            _graph.SetEntry(row, level);
            return;
        }

        var query = _rows[row];
        var best = _search.Descend(query, entry, top, Math.Min(level, top), HnswGraph.End, _scratch);
        for (var layer = Math.Min(level, top); layer >= 0; layer--)
        {
            _search.Traverse(query, best, layer, _efConstruction, count, HnswGraph.End, _scratch);
            if (layer == 0 && FindEqual(row) is { } node)
            {
                _graph.Chain(node, row, _equality.HaveSameBits(node, row));
                return;
            }

            WriteOwnLinks(row, layer);
            best = _scratch.Pool.Keys[0] & ~1ul;
        }

        _graph.Commit(level);
        for (var layer = 0; layer <= Math.Min(level, top); layer++) LinkBack(row, layer);
        if (level > top) _graph.SetEntry(row, level);
    }

    /// <summary>
    /// A node that the row is equal to. Equal rows have exactly the row's distance to itself, so only candidates with
    /// that distance are compared.
    /// </summary>
    private uint? FindEqual(uint row)
    {
        var query = _rows[row];
        var order = DistanceKey.Order(DistanceKey.Create(TDistance.Evaluate(query, query, _dimensions), 0));
        foreach (var key in _scratch.Pool.Keys)
        {
            if (DistanceKey.Order(key) > order) break;
            if (DistanceKey.Order(key) < order) continue;
            if (_equality.AreEqual(DistanceKey.Offset(key), row)) return DistanceKey.Offset(key);
        }

        return null;
    }

    private void WriteOwnLinks(uint row, int layer)
    {
        var count = HnswSelect.Run<TDistance>(_rows, _dimensions, _scratch.Pool.Keys, _graph.M, _selected);
        _selected.AsSpan(0, count).CopyTo(new Span<uint>(_graph.Links(row, layer), _graph.M));
    }

    /// <summary>Links the nodes that a node links to back to it.</summary>
    public void LinkBack(uint row, int layer)
    {
        var links = _graph.Links(row, layer);
        for (var i = 0; i < _graph.Capacity(layer) && links[i] != HnswGraph.End; i++) AddLink(links[i], row, layer);
    }

    /// <summary>
    /// Adds a link from a node to another, if it is not there; a full list is chosen anew among its links and that one.
    /// </summary>
    private void AddLink(uint node, uint added, int layer)
    {
        var links = _graph.Links(node, layer);
        var capacity = _graph.Capacity(layer);
        for (var i = 0; i < capacity; i++)
        {
            if (links[i] == added) return;
            if (links[i] != HnswGraph.End) continue;
            Volatile.Write(ref links[i], added);
            return;
        }

        _candidates.Clear();
        _candidates.AddRange(new ReadOnlySpan<uint>(links, capacity));
        _candidates.Add(added);
        Relink(node, layer, _candidates);
    }

    /// <summary>Chooses a node's links anew among candidates, none of them twice.</summary>
    public void Relink(uint node, int layer, List<uint> candidates)
    {
        var row = _rows[node];
        _keys.Clear();
        foreach (var candidate in candidates)
        {
            var distance = TDistance.Evaluate(row, _rows[candidate], _dimensions);
            _keys.Add(DistanceKey.Create(distance, candidate));
        }

        var keys = CollectionsMarshal.AsSpan(_keys);
        keys.Sort();
        var links = _graph.Links(node, layer);
        var capacity = _graph.Capacity(layer);
        var count = HnswSelect.Run<TDistance>(_rows, _dimensions, keys, capacity, _selected);
        for (var i = 0; i < count; i++) Volatile.Write(ref links[i], _selected[i]);
        for (var i = count; i < capacity; i++) Volatile.Write(ref links[i], HnswGraph.End);
    }
}
