namespace NeuralSearch.Index;

/// <summary>
/// Search of one segment for one metric; the metric is resolved here, once per call, and nowhere inside.
/// </summary>
internal abstract unsafe class MetricSearcher
{
    public static MetricSearcher Create(Metric metric, VectorCodes codes, StoredRows rows, HnswGraph graph,
        HnswOptions options)
    {
        return rows.Type switch
        {
            RowType.Float32 => Floats<Float32>(),
            RowType.Float16 => Floats<Float16>(),
            RowType.UInt8 => Bytes(),
            RowType.Bits => Raw<HammingDistance, HammingDistance>(),
            _ => throw new ArgumentOutOfRangeException(nameof(rows), rows.Type, "Not a type of rows."),
        };

        MetricSearcher Floats<TRow>() where TRow : struct, IComponents => (metric, codes) switch
        {
            (Metric.Dot, _) => Raw<NegatedDot<Float32, TRow>, NegatedDot<TRow, TRow>>(),
            (Metric.Cosine, VectorCodes.Raw) => Raw<NegatedDot<Float32, TRow>, NegatedDot<TRow, TRow>>(),
            (Metric.Euclid, VectorCodes.Raw) => Raw<EuclidSquared<Float32, TRow>, EuclidSquared<TRow, TRow>>(),
            (Metric.Manhattan, VectorCodes.Raw) =>
                Raw<ManhattanDistance<Float32, TRow>, ManhattanDistance<TRow, TRow>>(),
            (Metric.Cosine, _) => Coded<NegatedDot<Float32, TRow>, CodeEuclidSquared>(),
            (Metric.Euclid, _) => Coded<EuclidSquared<Float32, TRow>, CodeEuclidSquared>(),
            (Metric.Manhattan, _) => Coded<ManhattanDistance<Float32, TRow>, CodeManhattan>(),
            _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "Not a metric of the engine."),
        };

        MetricSearcher Bytes() => metric switch
        {
            Metric.Cosine => Raw<UnitByByteCosine, ByteCosine>(),
            Metric.Dot => Raw<NegatedDot<Float32, UInt8>, ByteDot>(),
            Metric.Euclid => Raw<EuclidSquared<Float32, UInt8>, ByteEuclidSquared>(),
            Metric.Manhattan => Raw<ManhattanDistance<Float32, UInt8>, ByteManhattan>(),
            _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "Not a metric of the engine."),
        };

        MetricSearcher Raw<TDistance, TBetween>()
            where TDistance : struct, IDistance
            where TBetween : struct, IDistance
        {
            return new MetricSearcher<TDistance, TBetween>(rows, graph,
                new RawGraphSearcher<TDistance, TBetween>(rows, graph, options), VectorCodes.Raw, options);
        }

        MetricSearcher Coded<TDistance, TCode>()
            where TDistance : struct, IDistance
            where TCode : struct, ICodeDistance
        {
            // Traversals on sketches are planned by the costs of codes of a byte, which are an upper bound of theirs.
            return new MetricSearcher<TDistance, TDistance>(rows, graph,
                new CodedGraphSearcher<TDistance, TCode>(rows, graph, codes, options), VectorCodes.U8, options);
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
    public abstract SearchStatistics Search(in QueryRow query, in SearchRequest request, in MatchFilter filter,
        in SearchView view, uint matches, int k, SearchScratch scratch);
}

/// <summary>The engine compiled for one distance.</summary>
/// <typeparam name="TDistance">Of a float32 query and a row.</typeparam>
/// <typeparam name="TBetween">Of a query that is stored as rows are, and a row.</typeparam>
internal sealed unsafe class MetricSearcher<TDistance, TBetween> : MetricSearcher
    where TDistance : struct, IDistance
    where TBetween : struct, IDistance
{
    private readonly StoredRows _rows;
    private readonly HnswGraph _graph;
    private readonly VectorCodes _codes;
    private readonly nuint _dimensions;
    private readonly int _defaultEf;

    public MetricSearcher(StoredRows rows, HnswGraph graph, GraphSearcher byGraph, VectorCodes codes,
        HnswOptions options)
    {
        _rows = rows;
        _graph = graph;
        ByGraph = byGraph;
        _codes = codes;
        _dimensions = (nuint)rows.Dimensions;
        _defaultEf = options.Ef;
    }

    public override GraphSearcher ByGraph { get; }

    public override SearchStatistics Search(in QueryRow query, in SearchRequest request, in MatchFilter filter,
        in SearchView view, uint matches, int k, SearchScratch scratch)
    {
        var ef = Math.Max(request.Ef == 0 ? _defaultEf : request.Ef, k);
        var isFiltered = request.Allowed is not null;
        var plan = QueryPlanner.Choose(matches, _graph.NodeCount, k, ef, (int)_dimensions, isFiltered, _codes,
            _rows.Type);
        var tail = 0L;
        var fellBack = false;

        if (!request.Exact && plan.Kind is SearchPlan.Graph or SearchPlan.FilteredGraph)
        {
            var isComplete = ByGraph.Search(query, filter, view, isFiltered, matches, plan.Beam, scratch);
            OfferZeroRows(filter, scratch);
            var before = scratch.Distances;
            if (isComplete)
            {
                Scan(query, filter, view.IndexedCount, view.Count, skipVisited: true, scratch);
            }

            tail = scratch.Distances - before;
            fellBack = !isComplete || scratch.Results.Count < Math.Min((uint)k, matches);
            if (!fellBack)
                return new SearchStatistics { Plan = plan.Kind, Estimate = plan.Distances, Tail = tail };
        }

        scratch.Results.Begin(k, matches);
        var from = plan.ByCode && !request.Exact
            ? ByGraph.ScanCodes(query.Components, filter, view, matches, ef, k, scratch)
            : 0;
        Scan(query, filter, from, view.Count, skipVisited: false, scratch);
        return new SearchStatistics
        {
            Plan = isFiltered ? SearchPlan.FilteredScan : SearchPlan.Scan,
            FellBack = fellBack,
            Estimate = plan.Distances,
            Tail = tail,
        };
    }

    private void Scan(in QueryRow query, in MatchFilter filter, uint from, uint to, bool skipVisited,
        SearchScratch scratch)
    {
        if (query.Stored == null)
        {
            RowScan.Run<TDistance>(_rows.Blocks, query.Components, _dimensions, filter, from, to, skipVisited,
                scratch.Results, scratch);
            return;
        }

        RowScan.Run<TBetween>(_rows.Blocks, query.Stored, _dimensions, filter, from, to, skipVisited,
            scratch.Results, scratch);
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
