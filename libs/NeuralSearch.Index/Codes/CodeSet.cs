using System.Diagnostics.CodeAnalysis;

namespace NeuralSearch.Index;

/// <summary>
/// The codes of one quantiser, and whether they may be freed: a search takes one set and uses no other, so it never
/// compares codes of two quantisers.
/// </summary>
/// <remarks>
/// The indexer, who alone writes, encodes offsets in ascending order and publishes <see cref="Count"/> behind them, all
/// before a link leads to them. A set is current from its publication until the next is; then nothing is added to it,
/// and the last search that holds it frees it.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The last Release disposes the arena; there is no one owner.")]
internal unsafe class CodeSet<TCode> : CodeArrays where TCode : struct, ICodeDistance
{
    private readonly StoredRows _rows;
    private readonly HnswSearch<TCode> _traversal;
    private uint _count;

    /// <summary>Room for the row that is encoded, if rows are not float32; the indexer's.</summary>
    private readonly float[] _row;

    /// <param name="quantizer">What codes are made with.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="efConstruction">Beam of insertions.</param>
    /// <param name="mapped">Codes that are mapped, in memory that outlives the set.</param>
    public CodeSet(ScalarQuantizer quantizer, HnswGraph graph, StoredRows rows, int efConstruction,
        MappedRecords mapped = default)
    {
        Quantizer = quantizer;
        _rows = rows;
        var dimensions = rows.Dimensions;
        _row = rows.Type == RowType.Float32 ? [] : new float[dimensions];
        Codes = new NativeBlocks(Arena, CodeRow.Bytes(dimensions), mapped);
        _traversal = new HnswSearch<TCode>(graph, Codes, (int)CodeRow.Bytes(dimensions));
        Insertion = new HnswInsert<TCode>(graph, Codes, _traversal, (int)CodeRow.Bytes(dimensions), efConstruction,
            new RowEquality(rows, quantizer.Step));
    }

    public override ScalarQuantizer Quantizer { get; }

    public HnswInsert<TCode> Insertion { get; }

    public override uint Count => Volatile.Read(ref _count);

    public override NativeBlocks Codes { get; }

    public long NativeBytes => Arena.LiveBytes;

    public long UsedBytes => Arena.UsedBytes;

    /// <summary>Owns the set's memory; disposed by the last <see cref="Shared.Release"/>.</summary>
    protected NativeArena Arena { get; } = new();

    protected int Dimensions => _rows.Dimensions;

    /// <summary>
    /// Counts rows whose codes are those of a file. Before anybody else sees the set.
    /// </summary>
    public void Restore(uint count) => _count = count;

    /// <summary>Encodes the published row that comes next and returns its clipping.</summary>
    public float EncodeNext()
    {
        var offset = _count;
        var row = _rows.Read(offset, _row);
        Codes.EnsureRoomFor(offset);
        var clipping = Quantizer.Encode(row, new Span<byte>(Codes[offset], (int)Codes.RecordBytes));
        EncodeMore(offset, row);
        Volatile.Write(ref _count, offset + 1);
        return clipping;
    }

    /// <summary>Finds the nodes that a beam from an entry point leads to, by their codes, nearest first.</summary>
    /// <returns>False if the budget was spent before the end.</returns>
    public virtual bool Find(float* query, uint entry, int top, in Beam beam, SearchScratch scratch,
        out ReadOnlySpan<ulong> nearest)
    {
        fixed (byte* code = EncodeQuery(query, scratch))
            return beam.Walk(_traversal, code, entry, top, Count, scratch, out nearest);
    }

    /// <summary>Offers the first rows that pass to what the scratch has found, by their codes.</summary>
    public void Scan(float* query, in MatchFilter filter, uint count, SearchScratch scratch)
    {
        fixed (byte* code = EncodeQuery(query, scratch))
        {
            RowScan.Run<TCode>(Codes, code, Codes.RecordBytes, filter, 0, count, skipVisited: false, scratch.Found,
                scratch);
        }
    }

    protected override void Free() => Arena.Dispose();

    /// <summary>Encodes a row in further ways before it counts.</summary>
    protected virtual void EncodeMore(uint offset, ReadOnlySpan<float> row)
    {
    }

    protected Span<byte> EncodeQuery(float* query, SearchScratch scratch)
    {
        var code = scratch.CodeRow((int)Codes.RecordBytes);
        Quantizer.Encode(new ReadOnlySpan<float>(query, Dimensions), code);
        return code;
    }
}
