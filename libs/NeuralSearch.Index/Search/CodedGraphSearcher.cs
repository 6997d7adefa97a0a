using System.Diagnostics;

namespace NeuralSearch.Index;

/// <summary>
/// Builds and traverses the graph on codes, a quarter of the rows' bytes, and ranks what was found by exact distances.
/// </summary>
/// <remarks>
/// <para>Recall is not capped by the codes: the share of the beam that is ranked exactly grows with the beam, and rows
/// that codes cannot tell apart are one node, all of whose rows are ranked.</para>
/// <para>Memory ordering. A search reads the entry point, then the set of codes, then how far the set goes, and steps
/// on no node beyond that. A row is encoded before anything links to it, and a new set holds all that the set before it
/// held when it is published, so the set has the entry point and every node below the indexed count that the view had
/// read before. The nodes beyond are in the tail that is scanned.</para>
/// </remarks>
internal sealed unsafe class CodedGraphSearcher<TDistance, TCode> : GraphSearcher
    where TDistance : struct, IDistance
    where TCode : struct, ICodeDistance
{
    private const int Lookahead = 4;
    private const nuint PrefetchBytes = 384;
    private readonly HnswGraph _graph;
    private readonly StoredRows _rows;
    private readonly HnswOptions _options;
    private readonly int _dimensions;
    private readonly VectorCodes _kind;
    private readonly Rotation? _rotation;
    private readonly nuint _prefetchBytes;
    private readonly Lock _gate = new();
    private CodeSet<TCode>? _codes;
    private bool _isRetired;

    /// <summary>Owned by the indexer.</summary>
    private readonly DriftWatch _drift = new();

    /// <param name="rows">The rows.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="codes">What is traversed; no <see cref="VectorCodes.Raw"/>.</param>
    /// <param name="options">Parameters of the graph.</param>
    public CodedGraphSearcher(StoredRows rows, HnswGraph graph, VectorCodes codes, HnswOptions options)
    {
        _rows = rows;
        _graph = graph;
        _options = options;
        _dimensions = rows.Dimensions;
        _kind = codes;
        _rotation = codes == VectorCodes.U8 ? null : new Rotation(_dimensions);
        _prefetchBytes = Math.Min(rows.Blocks.RecordBytes, PrefetchBytes);
    }

    public override long NativeBytes => Volatile.Read(ref _codes)?.NativeBytes ?? 0;

    public override long UsedBytes => Volatile.Read(ref _codes)?.UsedBytes ?? 0;

    public override void Insert(uint row, int level, uint count, in MatchFilter live)
    {
        if (_codes is null || _drift.IsCheckDue(row)) Train(row, count, live);
        var codes = Acquire();
        try
        {
            var clipping = 0f;
            while (codes.Count <= row) clipping = codes.EncodeNext();
            if (ScalarQuantizer.IsOutOfRange(clipping, _dimensions)) _drift.CountOutOfRange();
            codes.Insertion.Run(row, level, count);
        }
        finally
        {
            codes.Release();
        }
    }

    public override void Relink(uint node, int layer, List<uint> candidates) =>
        _codes!.Insertion.Relink(node, layer, candidates);

    public override void LinkBack(uint node, int layer) => _codes!.Insertion.LinkBack(node, layer);

    public override bool EncodeNext(uint count, in MatchFilter live)
    {
        if (_codes is null)
        {
            if (FindTrainable(count, live) is not { } row) return false;
            Train(row, count, live);
        }

        var codes = _codes!;
        if (codes.Count >= count) return false;
        codes.EncodeNext();
        return true;
    }

    public override bool Search(in QueryRow query, in MatchFilter filter, in SearchView view, bool isFiltered, uint matches,
        in FilteredBeam beam, SearchScratch scratch)
    {
        scratch.Results.Begin(beam.K, matches);
        if (!_graph.TryGetEntry(out var entry, out var top)) return true;

        var codes = Acquire();
        try
        {
            Debug.Assert(entry < codes.Count);
            var walk = new Beam(filter, view, isFiltered, matches, beam);
            if (!codes.Find(query.Components, entry, top, walk, scratch, out var nearest)) return false;
            Rank(query.Components, nearest, beam.K, !walk.IsSelective && _graph.DuplicateCount != 0, scratch);
            return true;
        }
        finally
        {
            codes.Release();
        }
    }

    public override uint ScanCodes(float* query, in MatchFilter filter, in SearchView view, uint matches, int ef, int k,
        SearchScratch scratch)
    {
        if (Volatile.Read(ref _codes) is null) return 0;
        var codes = Acquire();
        try
        {
            var count = Math.Min(codes.Count, view.Count);
            scratch.Found.Begin(ef, matches);
            codes.Scan(query, filter, count, scratch);
            Rank(query, scratch.Found.Sort(), k, withDuplicates: false, scratch);
            return count;
        }
        finally
        {
            codes.Release();
        }
    }

    public override CodeArrays? AcquireCodes(out DriftWatch.State drift)
    {
        drift = _drift.Saved;
        return Volatile.Read(ref _codes) is null ? null : Acquire();
    }

    public override CodeArrays RestoreCodes(CodeParameters parameters, uint count, MappedRecords mapped)
    {
        var quantizer = new ScalarQuantizer(parameters.Center, parameters.Step);
        _drift.Saved = parameters.Drift;
        _codes = CreateSet(quantizer,
            _rotation is null ? null : new SketchSpace(quantizer, _rotation, parameters.SketchCenters), mapped);
        _codes.Restore(count);
        return _codes;
    }

    public override void Retire()
    {
        lock (_gate)
        {
            if (_isRetired) return;
            _isRetired = true;
            _codes?.Release();
        }
    }

    /// <summary>
    /// How many of the nearest by code are ranked by exact distance: those whose place among the k nearest the errors
    /// of the codes leave open, but at least k and a sixteenth of the beam and no more than 2k or k and a quarter of
    /// it; and all that the codes rank equal to the last of them.
    /// </summary>
    private int RankedCount(ReadOnlySpan<ulong> keys, int k)
    {
        var count = (int)Math.Min(keys.Length, k + keys.Length / 16L);
        var most = (int)Math.Min(keys.Length, Math.Max(2L * k, k + keys.Length / 4L));
        if (count < most)
        {
            var kth = DistanceKey.Distance(keys[k - 1]);
            var order = DistanceKey.Order(DistanceKey.Create(kth + TCode.Margin(kth, _dimensions), 0));
            while (count < most && DistanceKey.Order(keys[count]) <= order) count++;
        }

        while (count > 0 && count < keys.Length && DistanceKey.Order(keys[count]) == DistanceKey.Order(keys[count - 1]))
            count++;
        return count;
    }

    private void Rank(float* query, ReadOnlySpan<ulong> keys, int k, bool withDuplicates, SearchScratch scratch)
    {
        var ranked = keys[..RankedCount(keys, k)];
        var before = scratch.Reranked;
        for (var i = 0; i < Math.Min(Lookahead, ranked.Length); i++) PrefetchRow(ranked[i]);
        for (var i = 0; i < ranked.Length; i++)
        {
            if (i + Lookahead < ranked.Length) PrefetchRow(ranked[i + Lookahead]);
            var node = DistanceKey.Offset(ranked[i]);
            var exact = Offer(query, node, scratch);
            if (!withDuplicates) continue;
            for (var row = _graph.NextDuplicate(node); row != HnswGraph.End; row = _graph.NextDuplicate(row))
            {
                scratch.Visited.TryVisit(row);
                if (_graph.HasBitsOfItsNode(row)) scratch.Results.Offer(DistanceKey.WithOffset(exact, row));
                else Offer(query, row, scratch);
            }
        }

        scratch.Distances += scratch.Reranked - before;
    }

    private ulong Offer(float* query, uint offset, SearchScratch scratch)
    {
        var distance = TDistance.Evaluate(query, _rows.Blocks[offset], (nuint)_dimensions);
        var key = DistanceKey.Create(distance, offset);
        scratch.Results.Offer(key);
        scratch.Reranked++;
        return key;
    }

    private void PrefetchRow(ulong key) => Prefetch.Lines(_rows.Blocks[DistanceKey.Offset(key)], _prefetchBytes);

    private CodeSet<TCode> Acquire()
    {
        while (true)
        {
            // A set that was freed between the two lines has a successor.
            if (Volatile.Read(ref _codes) is { } codes && codes.TryAcquire()) return codes;
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _isRetired), typeof(VectorIndex));
        }
    }

    /// <summary>A row that is certainly one, to train on: a live one, or else a node of the graph.</summary>
    private uint? FindTrainable(uint count, in MatchFilter live)
    {
        for (var row = 0u; row < count; row++)
            if (live.Passes(row)) return row;
        return _graph.TryGetEntry(out var entry, out _) ? entry : null;
    }

    /// <summary>
    /// Trains a quantiser on the live rows there are; if it is much better than the one in use, encodes everything anew
    /// and publishes that.
    /// </summary>
    private void Train(uint row, uint count, in MatchFilter live)
    {
        var sample = RowSample.Take(_rows, row, count, live);
        var quantizer = ScalarQuantizer.Train(sample, _dimensions);
        _drift.BeginAfter(count);
        var space = _rotation is null ? null : SketchSpace.Train(sample, quantizer, _rotation);
        if (_codes is { } codes && !DriftWatch.IsBetter(quantizer, codes.Quantizer, sample)
            && (space is null || !DriftWatch.IsBetter(space, codes.Space!, sample)))
        {
            return;
        }

        var next = CreateSet(quantizer, space, default);
        while (next.Count < (_codes?.Count ?? 0)) next.EncodeNext();
        lock (_gate)
        {
            if (_isRetired)
            {
                next.Release();
                return;
            }

            var previous = _codes;
            Volatile.Write(ref _codes, next);
            previous?.Release();
        }
    }

    private CodeSet<TCode> CreateSet(ScalarQuantizer quantizer, SketchSpace? space, MappedRecords codes)
    {
        return _kind switch
        {
            VectorCodes.Bits1 => new SketchedCodeSet<TCode, BitSketch>(
                quantizer, space!, _graph, _rows, _options.EfConstruction, codes),
            VectorCodes.Bits4 => new SketchedCodeSet<TCode, NibbleSketch>(
                quantizer, space!, _graph, _rows, _options.EfConstruction, codes),
            _ => new CodeSet<TCode>(quantizer, _graph, _rows, _options.EfConstruction, codes),
        };
    }
}
