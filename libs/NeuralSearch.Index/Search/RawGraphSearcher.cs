namespace NeuralSearch.Index;

/// <summary>Builds and traverses the graph on the float32 rows.</summary>
internal sealed unsafe class RawGraphSearcher<TDistance> : GraphSearcher where TDistance : struct, IDistance
{
    private readonly HnswGraph _graph;
    private readonly HnswSearch<TDistance> _traversal;
    private readonly HnswInsert<TDistance> _insertion;

    public RawGraphSearcher(NativeBlocks rows, HnswGraph graph, int dimensions, HnswOptions options)
    {
        _graph = graph;
        _traversal = new HnswSearch<TDistance>(graph, rows, dimensions);
        _insertion = new HnswInsert<TDistance>(graph, rows, _traversal, dimensions, options.EfConstruction,
            new RowEquality(rows, dimensions, tolerance: 0));
    }

    public override void Insert(uint row, int level, uint count, in MatchFilter live) =>
        _insertion.Run(row, level, count);

    public override void Relink(uint node, int layer, List<uint> candidates) =>
        _insertion.Relink(node, layer, candidates);

    public override void LinkBack(uint node, int layer) => _insertion.LinkBack(node, layer);

    public override bool Search(float* query, in MatchFilter filter, in SearchView view, bool isFiltered, uint matches,
        in FilteredBeam beam, SearchScratch scratch)
    {
        var row = (byte*)query;
        var isSelective = isFiltered || view.HasDeleted;
        scratch.Results.Begin(isSelective ? beam.Ef : beam.K, matches);
        if (!_graph.TryGetEntry(out var entry, out var top)) return true;

        var start = _traversal.Descend(row, entry, top, 0, HnswGraph.End, scratch);
        if (isSelective)
        {
            return _traversal.TraverseFiltered(row, start, filter, view.Count, HnswGraph.End, beam, scratch.Results,
                scratch);
        }

        _traversal.Traverse(row, start, 0, beam.Ef, view.Count, HnswGraph.End, scratch);
        _traversal.OfferPool(scratch);
        return true;
    }
}
