namespace NeuralSearch.Index;

/// <summary>
/// Search and insertion for one metric; the metric is resolved here, once per call, and nowhere inside.
/// </summary>
internal abstract unsafe class MetricSearcher
{
    public static MetricSearcher Create(Metric metric, VectorCodes codes, NativeBlocks rows, HnswGraph graph,
        int dimensions, HnswOptions options)
    {
        return (metric, codes) switch
        {
            (Metric.Dot, _) => Raw<NegatedDot>(),
            (Metric.Cosine, VectorCodes.Raw) => Raw<NegatedDot>(),
            (Metric.Euclid, VectorCodes.Raw) => Raw<EuclidSquared>(),
            (Metric.Manhattan, VectorCodes.Raw) => Raw<ManhattanDistance>(),
            (Metric.Cosine, _) => Coded<NegatedDot, CodeEuclidSquared>(),
            (Metric.Euclid, _) => Coded<EuclidSquared, CodeEuclidSquared>(),
            (Metric.Manhattan, VectorCodes.U8) => Coded<ManhattanDistance, CodeManhattan>(),
            (Metric.Manhattan, _) => throw new ArgumentException(
                $"{nameof(HnswOptions)}.{nameof(HnswOptions.Codes)} is {codes}, which estimates Euclidean distances; " +
                $"{metric} takes {VectorCodes.Automatic}, {VectorCodes.Raw} or {VectorCodes.U8}.", nameof(options)),
            _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "Not a metric of the engine."),
        };

        MetricSearcher Raw<TDistance>() where TDistance : struct, IDistance =>
            new MetricSearcher<TDistance>(rows, graph,
                new RawGraphSearcher<TDistance>(rows, graph, dimensions, options), metric, VectorCodes.Raw,
                dimensions, options);

        MetricSearcher Coded<TDistance, TCode>()
            where TDistance : struct, IDistance
            where TCode : struct, ICodeDistance
        {
            // Traversals on sketches are planned by the costs of codes of a byte, which are an upper bound of theirs.
            return new MetricSearcher<TDistance>(rows, graph,
                new CodedGraphSearcher<TDistance, TCode>(rows, graph, dimensions, codes, options), metric,
                VectorCodes.U8, dimensions, options);
        }
    }

    /// <summary>Bytes of native memory that are not the index's own arena's.</summary>
    public abstract long NativeBytes { get; }

    /// <inheritdoc cref="GraphSearcher.Insert"/>
    public abstract void Insert(uint offset, uint count, LiveSet live);

    /// <inheritdoc cref="GraphSearcher.Retire"/>
    public abstract void Retire();

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
    private readonly GraphSearcher _byGraph;
    private readonly ScratchPool _scratches = new();
    private readonly Metric _metric;
    private readonly VectorCodes _codes;
    private readonly nuint _dimensions;
    private readonly int _defaultEf;

    public MetricSearcher(NativeBlocks rows, HnswGraph graph, GraphSearcher byGraph, Metric metric, VectorCodes codes,
        int dimensions, HnswOptions options)
    {
        _rows = rows;
        _graph = graph;
        _byGraph = byGraph;
        _metric = metric;
        _codes = codes;
        _dimensions = (nuint)dimensions;
        _defaultEf = options.Ef;
    }

    public override long NativeBytes => _byGraph.NativeBytes;

    public override void Insert(uint offset, uint count, LiveSet live)
    {
        // A zero row has no direction and so no neighbours: as a node it would draw links to itself that lead nowhere.
        var row = new ReadOnlySpan<float>(_rows[offset], (int)_dimensions);
        if (_metric == Metric.Cosine && row.IndexOfAnyExcept(0f) < 0) _graph.ChainZero(offset);
        else _byGraph.Insert(offset, count, live);
    }

    public override void Retire() => _byGraph.Retire();

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
        var plan = QueryPlanner.Choose(matches, _graph.NodeCount, ef, (int)_dimensions, isFiltered, _codes,
            out var budget);
        if (request.Exact) plan = scan;
        var filter = new MatchFilter(view.Live, request.Allowed);
        var tail = 0L;
        var fellBack = false;

        if (plan is SearchPlan.Graph or SearchPlan.FilteredGraph)
        {
            var isComplete = _byGraph.Search(query, filter, view, isFiltered, matches, ef, results.Length, budget,
                scratch);
            OfferZeroRows(filter, scratch);
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
            Reranked = scratch.Reranked,
            Tail = tail,
        };
        _scratches.Return(scratch);
        return found;
    }

    /// <summary>Offers the zero rows, whose distance to everything is 0, to the scratch's results.</summary>
    private void OfferZeroRows(in MatchFilter filter, SearchScratch scratch)
    {
        var key = DistanceKey.Create(0, 0);
        for (var row = _graph.ZeroRow; row != HnswGraph.End; row = _graph.NextDuplicate(row))
        {
            if (key >= scratch.Results.Bound) return;
            scratch.Visited.TryVisit(row);
            if (filter.Passes(row)) scratch.Results.Offer(DistanceKey.WithOffset(key, row));
        }
    }

    private static int WriteResults(ReadOnlySpan<ulong> keys, Span<Neighbor> results)
    {
        var count = Math.Min(keys.Length, results.Length);
        for (var i = 0; i < count; i++)
            results[i] = new Neighbor(DistanceKey.Offset(keys[i]), DistanceKey.Distance(keys[i]));
        return count;
    }
}
