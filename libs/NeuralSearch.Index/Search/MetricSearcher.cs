namespace NeuralSearch.Index;

/// <summary>
/// Search of one segment for one metric; the metric is resolved here, once per call, and nowhere inside.
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
                new RawGraphSearcher<TDistance>(rows, graph, dimensions, options), VectorCodes.Raw, dimensions, options);

        MetricSearcher Coded<TDistance, TCode>()
            where TDistance : struct, IDistance
            where TCode : struct, ICodeDistance
        {
            // Traversals on sketches are planned by the costs of codes of a byte, which are an upper bound of theirs.
            return new MetricSearcher<TDistance>(rows, graph,
                new CodedGraphSearcher<TDistance, TCode>(rows, graph, dimensions, codes, options), VectorCodes.U8,
                dimensions, options);
        }
    }

    /// <summary>Bytes of native memory that are not the segment's own arena's.</summary>
    public long NativeBytes => ByGraph.NativeBytes;

    /// <summary>The same without pages that nobody has written to yet.</summary>
    public long UsedBytes => ByGraph.UsedBytes;

    /// <summary>Insertion into the graph and search by it.</summary>
    public abstract GraphSearcher ByGraph { get; }

    /// <inheritdoc cref="GraphSearcher.Retire"/>
    public void Retire() => ByGraph.Retire();

    /// <summary>Searches; see <see cref="Segment.Search"/>. There is something that may match.</summary>
    public abstract SearchStatistics Search(float* query, in SearchRequest request, in MatchFilter filter,
        in SearchView view, uint matches, int k, SearchScratch scratch);
}

/// <summary>The engine compiled for one distance.</summary>
internal sealed unsafe class MetricSearcher<TDistance> : MetricSearcher where TDistance : struct, IDistance
{
    private readonly NativeBlocks _rows;
    private readonly HnswGraph _graph;
    private readonly VectorCodes _codes;
    private readonly nuint _dimensions;
    private readonly int _defaultEf;

    public MetricSearcher(NativeBlocks rows, HnswGraph graph, GraphSearcher byGraph, VectorCodes codes,
        int dimensions, HnswOptions options)
    {
        _rows = rows;
        _graph = graph;
        ByGraph = byGraph;
        _codes = codes;
        _dimensions = (nuint)dimensions;
        _defaultEf = options.Ef;
    }

    public override GraphSearcher ByGraph { get; }

    public override SearchStatistics Search(float* query, in SearchRequest request, in MatchFilter filter,
        in SearchView view, uint matches, int k, SearchScratch scratch)
    {
        var ef = Math.Max(request.Ef == 0 ? _defaultEf : request.Ef, k);
        var isFiltered = request.Allowed is not null;
        var plan = QueryPlanner.Choose(matches, _graph.NodeCount, k, ef, (int)_dimensions, isFiltered, _codes);
        var tail = 0L;
        var fellBack = false;

        if (!request.Exact && plan.Kind is SearchPlan.Graph or SearchPlan.FilteredGraph)
        {
            var isComplete = ByGraph.Search(query, filter, view, isFiltered, matches, plan.Beam, scratch);
            OfferZeroRows(filter, scratch);
            var before = scratch.Distances;
            if (isComplete)
            {
                RowScan.Run<TDistance>(_rows, query, _dimensions, filter, view.IndexedCount, view.Count,
                    skipVisited: true, scratch.Results, scratch);
            }

            tail = scratch.Distances - before;
            fellBack = !isComplete || scratch.Results.Count < Math.Min((uint)k, matches);
            if (!fellBack)
                return new SearchStatistics { Plan = plan.Kind, Estimate = plan.Distances, Tail = tail };
        }

        scratch.Results.Begin(k, matches);
        var from = plan.ByCode && !request.Exact ? ByGraph.ScanCodes(query, filter, view, matches, ef, k, scratch) : 0;
        RowScan.Run<TDistance>(_rows, query, _dimensions, filter, from, view.Count, skipVisited: false,
            scratch.Results, scratch);
        return new SearchStatistics
        {
            Plan = isFiltered ? SearchPlan.FilteredScan : SearchPlan.Scan,
            FellBack = fellBack,
            Estimate = plan.Distances,
            Tail = tail,
        };
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
}
