using System.Runtime.CompilerServices;

namespace NeuralSearch.Index;

/// <summary>
/// Codes with a sketch of every row above them: a search traverses the graph on the sketches and ranks what it finds by
/// the codes.
/// </summary>
/// <remarks>
/// The sketches are made in a space that the codes' quantiser begins, so both are published and replaced together and
/// the guarantees of the set hold for both.
/// </remarks>
internal sealed unsafe class SketchedCodeSet<TCode, TSketch> : CodeSet<TCode>
    where TCode : struct, ICodeDistance
    where TSketch : struct, ISketch
{
    private const int Lookahead = 6;
    private readonly SketchSpace _space;
    private readonly NativeBlocks _sketches;
    private readonly HnswSearch<TSketch> _sketchTraversal;

    /// <summary>The row that is encoded, rotated, and the same minus its centre; the indexer's.</summary>
    private readonly float[] _rotated;
    private readonly float[] _residual;

    public SketchedCodeSet(ScalarQuantizer quantizer, SketchSpace space, HnswGraph graph, StoredRows rows,
        int efConstruction, MappedRecords mapped) : base(quantizer, graph, rows, efConstruction, mapped)
    {
        var dimensions = rows.Dimensions;
        _space = space;
        _rotated = new float[dimensions];
        _residual = new float[dimensions];
        _sketches = new NativeBlocks(Arena, (nuint)TSketch.RowBytes(dimensions));
        _sketchTraversal = new HnswSearch<TSketch>(graph, _sketches, TSketch.CodeBytes(dimensions));
    }

    public override bool Find(float* query, uint entry, int top, in Beam beam, SearchScratch scratch,
        out ReadOnlySpan<ulong> nearest)
    {
        var limit = Count;
        fixed (byte* sketch = scratch.Sketch(TSketch.QueryBytes(Dimensions)))
        {
            var rotated = scratch.Rotated(Dimensions);
            _space.Rotate(new ReadOnlySpan<float>(query, Dimensions), rotated);
            _space.Distances(rotated, SketchRow.CenterDistances(sketch));
            TSketch.Prepare(rotated, sketch);
            if (!beam.Walk(_sketchTraversal, sketch, entry, top, limit, scratch, out nearest)) return false;
        }

        fixed (byte* code = EncodeQuery(query, scratch)) nearest = RankByCodes(code, nearest, scratch);
        return true;
    }

    public override SketchSpace Space => _space;

    public override NativeBlocks Sketches => _sketches;

    protected override void EncodeMore(uint offset, ReadOnlySpan<float> row)
    {
        _sketches.EnsureRoomFor(offset);
        _space.Rotate(row, _rotated);
        var number = _space.Nearest(_rotated, out _);
        var center = _space.Center(number);
        for (var i = 0; i < _residual.Length; i++) _residual[i] = _rotated[i] - center[i];
        TSketch.Encode(_residual, center, number, _sketches[offset]);
    }

    /// <summary>All that was found, by the distance of codes: it costs a seventh of finding it.</summary>
    private ReadOnlySpan<ulong> RankByCodes(byte* query, ReadOnlySpan<ulong> found, SearchScratch scratch)
    {
        var ranked = scratch.Ranked(found.Length);
        for (var i = 0; i < Math.Min(Lookahead, found.Length); i++) PrefetchCode(found[i]);
        for (var i = 0; i < found.Length; i++)
        {
            if (i + Lookahead < found.Length) PrefetchCode(found[i + Lookahead]);
            var offset = DistanceKey.Offset(found[i]);
            ranked[i] = DistanceKey.Create(TCode.Evaluate(query, Codes[offset], Codes.RecordBytes), offset);
        }

        scratch.Distances += found.Length;
        ranked.Sort();
        return ranked;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PrefetchCode(ulong key) =>
        Prefetch.Lines(Codes[DistanceKey.Offset(key)], Math.Min(Codes.RecordBytes, 384));
}
