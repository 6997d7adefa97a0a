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
    private readonly HnswSearch<TBetween> _between;
    private readonly HnswInsert<TBetween> _insertion;

    public RawGraphSearcher(StoredRows rows, HnswGraph graph, HnswOptions options)
    {
        _graph = graph;
        _traversal = new HnswSearch<TDistance>(graph, rows.Blocks, rows.Dimensions);
        _between = new HnswSearch<TBetween>(graph, rows.Blocks, rows.Dimensions);
        _insertion = new HnswInsert<TBetween>(graph, rows.Blocks, _between, rows.Dimensions, options.EfConstruction,
            new RowEquality(rows, tolerance: 0));
    }

    public override void Insert(uint row, int level, uint count, in MatchFilter live) =>
        _insertion.Run(row, level, count);

    public override void Relink(uint node, int layer, List<uint> candidates) =>
        _insertion.Relink(node, layer, candidates);

    public override void LinkBack(uint node, int layer) => _insertion.LinkBack(node, layer);

    public override bool Search(in QueryRow query, in MatchFilter filter, in SearchView view, bool isFiltered,
        uint matches, in FilteredBeam beam, SearchScratch scratch)
    {
        return query.Stored == null
            ? Search(_traversal, (byte*)query.Components, filter, view, isFiltered, matches, beam, scratch)
            : Search(_between, query.Stored, filter, view, isFiltered, matches, beam, scratch);
    }

    private bool Search<T>(HnswSearch<T> traversal, byte* row, in MatchFilter filter, in SearchView view,
        bool isFiltered, uint matches, in FilteredBeam beam, SearchScratch scratch) where T : struct, IDistance
    {
        var isSelective = isFiltered || view.HasDeleted;
        scratch.Results.Begin(isSelective ? beam.Ef : beam.K, matches);
        if (!_graph.TryGetEntry(out var entry, out var top)) return true;

        var start = traversal.Descend(row, entry, top, 0, HnswGraph.End, scratch);
        if (isSelective)
        {
            return traversal.TraverseFiltered(row, start, filter, view.Count, HnswGraph.End, beam, scratch.Results,
                scratch);
        }

        traversal.Traverse(row, start, 0, beam.Ef, view.Count, HnswGraph.End, scratch);
        traversal.OfferPool(scratch);
        return true;
    }
}
