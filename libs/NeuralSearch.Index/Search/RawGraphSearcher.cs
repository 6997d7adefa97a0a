namespace NeuralSearch.Index;

/// <summary>Builds and traverses the graph on the rows.</summary>
/// <typeparam name="TDistance">Of a query and a row.</typeparam>
/// <typeparam name="TBetween">Of two rows as they are stored.</typeparam>
internal sealed unsafe class RawGraphSearcher<TDistance, TBetween> : GraphSearcher
    where TDistance : struct, IDistance
    where TBetween : struct, IDistance
{
    private readonly HnswGraph _graph;
    private readonly HnswSearch<TDistance> _traversal;
    private readonly HnswInsert<TBetween> _insertion;

    public RawGraphSearcher(StoredRows rows, HnswGraph graph, HnswOptions options)
    {
        _graph = graph;
        _traversal = new HnswSearch<TDistance>(graph, rows.Blocks, rows.Dimensions);
        var between = new HnswSearch<TBetween>(graph, rows.Blocks, rows.Dimensions);
        _insertion = new HnswInsert<TBetween>(graph, rows.Blocks, between, rows.Dimensions, options.EfConstruction,
            new RowEquality(rows, tolerance: 0));
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
