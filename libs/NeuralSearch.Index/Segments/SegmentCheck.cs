namespace NeuralSearch.Index;

/// <summary>Walks the graph of a segment and counts what it finds; nobody may change it meanwhile.</summary>
internal sealed unsafe class SegmentCheck
{
    private const int MostProblems = 20;

    private readonly Segment _segment;
    private readonly HnswGraph _graph;
    private readonly uint _count;
    private readonly List<string> _problems = [];
    private readonly bool[] _isReached;

    private SegmentCheck(Segment segment)
    {
        _segment = segment;
        _graph = segment.Graph;
        _count = segment.IndexedCount;
        _isReached = new bool[_count];
    }

    /// <summary>Checks one segment. O(links).</summary>
    public static IndexCheck Run(Segment segment, LiveSet live)
    {
        var check = new SegmentCheck(segment);
        for (var row = 0u; row < check._count; row++)
            if (check._graph.IsNode(row)) check.CheckLinks(row);
        if (check._problems.Count == 0) check.Reach();

        var filter = segment.LiveFilter(live);
        uint inGraph = 0, reached = 0;
        for (var row = 0u; row < check._count; row++)
        {
            if (!filter.Passes(row)) continue;
            inGraph++;
            if (check._isReached[row]) reached++;
        }

        return new IndexCheck(check._graph.NodeCount, inGraph, reached, check._problems);
    }

    private void CheckLinks(uint row)
    {
        var level = _graph.LevelOf(_segment.Map.ToOffset(row));
        for (var layer = 0; layer <= level; layer++)
        {
            var seen = new HashSet<uint>();
            foreach (var link in Links(row, layer))
            {
                if (link >= _count || !_graph.IsNode(link)) Report(row, layer, $"leads to {link}, which is no node");
                else if (link == row) Report(row, layer, "leads to itself");
                else if (!seen.Add(link)) Report(row, layer, $"leads to {link} twice");
            }
        }
    }

    /// <summary>Goes from the entry point along the links of all layers, and from nodes to the rows equal to them.</summary>
    private void Reach()
    {
        if (_graph.TryGetEntry(out var entry, out var level))
        {
            if (entry >= _count || !_graph.IsNode(entry) || level != _graph.LevelOf(_segment.Map.ToOffset(entry)))
            {
                _problems.Add($"the entry point {entry} is no node of layer {level}");
                return;
            }

            var waiting = new Stack<uint>([entry]);
            _isReached[entry] = true;
            while (waiting.TryPop(out var row))
            {
                ReachChain(_graph.NextDuplicate(row));
                for (var layer = _graph.LevelOf(_segment.Map.ToOffset(row)); layer >= 0; layer--)
                {
                    foreach (var link in Links(row, layer))
                    {
                        if (_isReached[link]) continue;
                        _isReached[link] = true;
                        waiting.Push(link);
                    }
                }
            }
        }

        ReachChain(_graph.ZeroRow);
    }

    private void ReachChain(uint row)
    {
        for (; row != HnswGraph.End; row = _graph.NextDuplicate(row))
        {
            if (row >= _count || _graph.IsNode(row) || _isReached[row])
            {
                _problems.Add($"a chain of equal rows leads to {row}, which is no row of it");
                return;
            }

            _isReached[row] = true;
        }
    }

    private ReadOnlySpan<uint> Links(uint row, int layer)
    {
        var links = new ReadOnlySpan<uint>(_graph.Links(row, layer), _graph.Capacity(layer));
        var end = links.IndexOf(HnswGraph.End);
        return end < 0 ? links : links[..end];
    }

    private void Report(uint row, int layer, string what)
    {
        if (_problems.Count < MostProblems) _problems.Add($"row {row} on layer {layer} {what}");
    }
}
