namespace NeuralSearch.Index;

/// <summary>
/// Search and insertion for one metric; the metric is resolved here, once per call, and nowhere inside.
/// </summary>
internal abstract unsafe class MetricSearcher
{
    public static MetricSearcher Create(Metric metric, NativeBlocks rows, HnswGraph graph, int dimensions,
        HnswOptions options) => metric switch
        {
            Metric.Cosine or Metric.Dot => new MetricSearcher<NegatedDot>(rows, graph, dimensions, options),
            Metric.Euclid => new MetricSearcher<EuclidSquared>(rows, graph, dimensions, options),
            Metric.Manhattan => new MetricSearcher<ManhattanDistance>(rows, graph, dimensions, options),
            _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "Not a metric of the engine."),
        };

    /// <summary>Puts the row at an offset into the graph. One indexer at a time.</summary>
    public abstract void Insert(uint offset);

    /// <summary>
    /// Searches; see <see cref="VectorIndex.Search(ReadOnlySpan{float}, in SearchRequest, Span{Neighbor})"/>.
    /// </summary>
    public abstract int Search(float* query, in SearchRequest request, in SearchView view, Span<Neighbor> results,
        out SearchStatistics statistics);
}

/// <summary>The engine compiled for one distance.</summary>
internal sealed unsafe class MetricSearcher<TDistance> : MetricSearcher where TDistance : struct, IDistance
{
    private readonly NativeBlocks _rows;
    private readonly HnswGraph _graph;
    private readonly HnswSearch<TDistance> _traversal;
    private readonly HnswInsert<TDistance> _insertion;
    private readonly ScratchPool _scratches = new();
    private readonly nuint _dimensions;
    private readonly int _defaultEf;

    public MetricSearcher(NativeBlocks rows, HnswGraph graph, int dimensions, HnswOptions options)
    {
        _rows = rows;
        _graph = graph;
        _dimensions = (nuint)dimensions;
        _defaultEf = options.Ef;
        _traversal = new HnswSearch<TDistance>(graph, rows, dimensions);
        _insertion = new HnswInsert<TDistance>(graph, rows, _traversal, dimensions, options.EfConstruction);
    }

    public override void Insert(uint offset) => _insertion.Run(offset);

    public override int Search(float* query, in SearchRequest request, in SearchView view, Span<Neighbor> results,
        out SearchStatistics statistics)
    {
        var matches = Math.Min(view.LiveCount, request.Allowed?.Count ?? uint.MaxValue);
        if (matches == 0 || results.IsEmpty)
        {
            statistics = new SearchStatistics { Plan = SearchPlan.Nothing };
            return 0;
        }

        var scratch = _scratches.Rent();
        var ef = Math.Max(request.Ef == 0 ? _defaultEf : request.Ef, results.Length);
        var isFiltered = request.Allowed is not null;
        var scan = isFiltered ? SearchPlan.FilteredScan : SearchPlan.Scan;
        var plan = QueryPlanner.Choose(matches, _graph.NodeCount, ef, (int)_dimensions, isFiltered, out var budget);
        if (request.Exact) plan = scan;
        var filter = new MatchFilter(view.Live, request.Allowed);
        var tail = 0L;
        var fellBack = false;

        if (plan is SearchPlan.Graph or SearchPlan.FilteredGraph)
        {
            var isComplete = TraverseGraph(query, filter, view, isFiltered, matches, ef, results.Length, budget,
                scratch);
            var before = scratch.Distances;
            if (isComplete)
            {
                ExactScan.Run<TDistance>(_rows, query, _dimensions, filter, view.IndexedCount, view.Count,
                    skipVisited: true, scratch);
            }

            tail = scratch.Distances - before;
            fellBack = !isComplete || scratch.Results.Count < Math.Min((uint)results.Length, matches);
        }

        if (fellBack || plan == scan)
        {
            plan = scan;
            scratch.Results.Begin(results.Length, matches);
            ExactScan.Run<TDistance>(_rows, query, _dimensions, filter, 0, view.Count, skipVisited: false, scratch);
        }

        var found = WriteResults(scratch.Results.Sort(), results);
        statistics = new SearchStatistics
        {
            Plan = plan,
            FellBack = fellBack,
            Visited = scratch.Expanded,
            Distances = scratch.Distances,
            Tail = tail,
        };
        _scratches.Return(scratch);
        return found;
    }

    /// <summary>Fills the scratch's results from the graph; false if the budget was spent.</summary>
    private bool TraverseGraph(float* query, in MatchFilter filter, in SearchView view, bool isFiltered, uint matches,
        int ef, int k, long budget, SearchScratch scratch)
    {
        if (!_graph.TryGetEntry(out var entry, out var top)) return true;

        var start = _traversal.Descend(query, entry, top, 0, scratch);
        if (isFiltered || view.HasDeleted)
        {
            scratch.Results.Begin(ef, matches);
            return _traversal.TraverseFiltered(query, start, filter, view.Count, budget, scratch);
        }

        scratch.Results.Begin(k, matches);
        _traversal.Traverse(query, start, 0, ef, view.Count, scratch);
        _traversal.OfferPool(scratch);
        return true;
    }

    private static int WriteResults(ReadOnlySpan<ulong> keys, Span<Neighbor> results)
    {
        var count = Math.Min(keys.Length, results.Length);
        for (var i = 0; i < count; i++)
            results[i] = new Neighbor(DistanceKey.Offset(keys[i]), DistanceKey.Distance(keys[i]));
        return count;
    }
}
