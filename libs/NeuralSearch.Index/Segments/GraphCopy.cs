using System.Collections;

namespace NeuralSearch.Index;

/// <summary>
/// Copies the graph of a segment into another that holds some of its rows under other numbers, and closes the gaps that
/// the missing rows leave.
/// </summary>
/// <remarks>
/// A node that loses links chooses anew among those it has left and those of its missing neighbours: FreshDiskANN's
/// deletion (arXiv:2105.09613, algorithm 4) with HNSW's own selection. Where most rows are missing, the walk goes on
/// through missing nodes until as many candidates are found as the list has places. Rows that were chained to a missing
/// node have no place here; whoever merges inserts them.
/// </remarks>
internal sealed unsafe class GraphCopy
{
    /// <summary>Missing nodes that are walked through for one list at most.</summary>
    private const int MaxWalk = 4096;

    private readonly Segment _source;
    private readonly Segment _target;
    private readonly BitArray _placed;
    private readonly List<uint> _candidates = [];
    private readonly Queue<uint> _missing = new();
    private readonly HashSet<uint> _seen = [];
    private readonly HashSet<uint> _walked = [];
    private readonly Queue<(uint Node, int Layer)> _relinked = new();
    private uint _row;
    private int _top = -1;

    /// <param name="source">The segment to copy from.</param>
    /// <param name="target">Its rows are there and encoded; its graph is empty.</param>
    /// <param name="placed">Gets the bits of the target's rows that are in the graph afterwards.</param>
    public GraphCopy(Segment source, Segment target, BitArray placed)
    {
        _source = source;
        _target = target;
        _placed = placed;
    }

    /// <summary>Copies one more node and the rows chained to it, or links one back; false when all is done.</summary>
    public bool Step()
    {
        while (_row < _source.IndexedCount)
        {
            var node = _row++;
            if (!_source.Graph.IsNode(node) || !TryMap(node, out var copy)) continue;
            CopyNode(node, copy);
            CopyChain(node, copy);
            return true;
        }

        if (!_relinked.TryDequeue(out var next)) return false;
        _target.ByGraph.LinkBack(next.Node, next.Layer);
        return true;
    }

    private void CopyNode(uint node, uint copy)
    {
        var graph = _target.Graph;
        var level = graph.LevelOf(_target.Map.ToOffset(copy));
        graph.Prepare(copy, level);
        graph.Commit(level);
        _placed[(int)copy] = true;
        for (var layer = 0; layer <= level; layer++) CopyLinks(node, copy, layer);
        if (level <= _top) return;
        _top = level;
        graph.SetEntry(copy, level);
    }

    private void CopyLinks(uint node, uint copy, int layer)
    {
        _candidates.Clear();
        _missing.Clear();
        Collect(node, layer);
        if (_missing.Count == 0)
        {
            var links = _target.Graph.Links(copy, layer);
            for (var i = 0; i < _candidates.Count; i++) links[i] = _candidates[i];
            return;
        }

        _seen.Clear();
        _seen.Add(copy);
        _seen.UnionWith(_candidates);
        _walked.Clear();
        _walked.UnionWith(_missing);
        var capacity = _target.Graph.Capacity(layer);
        for (var first = _missing.Count; _missing.TryDequeue(out var missing); first--)
        {
            if (first <= 0 && (_candidates.Count >= capacity || _walked.Count > MaxWalk)) break;
            var links = _source.Graph.Links(missing, layer);
            for (var i = 0; i < capacity && links[i] != HnswGraph.End; i++)
            {
                if (!TryMap(links[i], out var candidate))
                {
                    if (_walked.Add(links[i])) _missing.Enqueue(links[i]);
                }
                else if (_seen.Add(candidate))
                {
                    _candidates.Add(candidate);
                }
            }
        }

        _target.ByGraph.Relink(copy, layer, _candidates);
        _relinked.Enqueue((copy, layer));
    }

    /// <summary>Sorts a node's links into those that are in the target, under their numbers there, and the others.</summary>
    private void Collect(uint node, int layer)
    {
        var links = _source.Graph.Links(node, layer);
        for (var i = 0; i < _source.Graph.Capacity(layer) && links[i] != HnswGraph.End; i++)
        {
            if (TryMap(links[i], out var mapped)) _candidates.Add(mapped);
            else _missing.Enqueue(links[i]);
        }
    }

    private void CopyChain(uint node, uint copy)
    {
        var source = _source.Graph;
        for (var row = source.NextDuplicate(node); row != HnswGraph.End; row = source.NextDuplicate(row))
        {
            if (!TryMap(row, out var chained)) continue;
            _target.Graph.Prepare(chained, level: 0);
            _target.Graph.Chain(copy, chained, source.HasBitsOfItsNode(row));
            _placed[(int)chained] = true;
        }
    }

    private bool TryMap(uint row, out uint mapped) => _target.Map.TryToRow(_source.Map.ToOffset(row), out mapped);
}
