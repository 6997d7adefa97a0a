using System.Diagnostics.CodeAnalysis;

namespace NeuralSearch.Index;

/// <summary>
/// The codes of one quantiser, and whether they may be freed: a search takes one set and uses no other, so it never
/// compares codes of two quantisers.
/// </summary>
/// <remarks>
/// The indexer, who alone writes, encodes offsets in ascending order and publishes <see cref="Count"/> behind them, all
/// before a link leads to them. A set is current from its publication until the next is; then nothing is added to it,
/// and the last search that holds it frees it. The reference count begins with the index's own.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The last Release disposes the arena; there is no one owner.")]
internal sealed unsafe class CodeSet<TCode> where TCode : struct, IDistance
{
    private readonly NativeArena _arena = new();
    private readonly NativeBlocks _codes;
    private readonly NativeBlocks _rows;
    private readonly int _dimensions;
    private uint _count;
    private int _references = 1;

    public CodeSet(ScalarQuantizer quantizer, HnswGraph graph, NativeBlocks rows, int dimensions, int efConstruction)
    {
        Quantizer = quantizer;
        _rows = rows;
        _dimensions = dimensions;
        _codes = new NativeBlocks(_arena, CodeRow.Bytes(dimensions));
        Traversal = new HnswSearch<TCode>(graph, _codes, (int)CodeRow.Bytes(dimensions));
        Insertion = new HnswInsert<TCode>(graph, _codes, Traversal, (int)CodeRow.Bytes(dimensions), efConstruction,
            new RowEquality(rows, dimensions, quantizer.Step));
    }

    /// <summary>The codes by row.</summary>
    public NativeBlocks Rows => _codes;

    public ScalarQuantizer Quantizer { get; }

    public HnswSearch<TCode> Traversal { get; }

    public HnswInsert<TCode> Insertion { get; }

    /// <summary>Offsets below this have codes here.</summary>
    public uint Count => Volatile.Read(ref _count);

    public long NativeBytes => _arena.LiveBytes;

    /// <summary>Encodes the published row that comes next and returns its clipping.</summary>
    public float EncodeNext()
    {
        var offset = _count;
        _codes.EnsureRoomFor(offset);
        var clipping = Quantizer.Encode(new ReadOnlySpan<float>(_rows[offset], _dimensions),
            new Span<byte>(_codes[offset], (int)_codes.RecordBytes));
        Volatile.Write(ref _count, offset + 1);
        return clipping;
    }

    /// <summary>Keeps the codes until <see cref="Release"/>; false if they were retired and freed meanwhile.</summary>
    public bool TryAcquire()
    {
        var references = Volatile.Read(ref _references);
        while (references != 0)
        {
            var before = Interlocked.CompareExchange(ref _references, references + 1, references);
            if (before == references) return true;
            references = before;
        }

        return false;
    }

    /// <summary>Ends an acquisition or, once, the index's own hold; the last one frees the memory.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _references) == 0) _arena.Dispose();
    }
}
