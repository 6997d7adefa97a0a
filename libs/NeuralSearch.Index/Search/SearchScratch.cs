using System.Runtime.InteropServices;

namespace NeuralSearch.Index;

/// <summary>
/// Everything a search writes to. It is rented for the search, so a search allocates nothing after warm-up.
/// </summary>
internal sealed class SearchScratch
{
    /// <summary>A traversal collects at least so many rows, if there are, before it compares them.</summary>
    public const int BatchMinimum = 24;

    private byte[] _codeRow = [];
    private byte[] _sketch = [];
    private float[] _rotated = [];
    private ulong[] _ranked = [];

    public VisitedSet Visited { get; } = new();

    public CandidatePool Pool { get; } = new();

    public CandidateQueue Queue { get; } = new();

    /// <summary>The nearest rows of the segment that is being searched.</summary>
    public ResultHeap Results { get; } = new();

    /// <summary>The nearest offsets of all segments that were searched.</summary>
    public ResultHeap Gathered { get; } = new();

    /// <summary>What a filtered traversal on codes found, by distance of codes; the results are made of it.</summary>
    public ResultHeap Found { get; } = new();

    /// <summary>
    /// Offsets whose distances are computed next; room for the most links a node can have behind an incomplete batch.
    /// </summary>
    public uint[] Batch { get; } = new uint[Math.Max(BatchMinimum + 2 * HnswOptions.MaxM, RowScan.BatchLength)];

    /// <summary>Graph nodes expanded since <see cref="Reset"/>.</summary>
    public long Expanded { get; set; }

    /// <summary>Distances computed since <see cref="Reset"/>.</summary>
    public long Distances { get; set; }

    /// <summary>Of those, exact ones of rows that were found by their codes.</summary>
    public long Reranked { get; set; }

    /// <summary>Room for the query as a row is stored; there are no codes of it then.</summary>
    public Span<byte> StoredRow(int bytes) => Aligned(ref _codeRow, bytes);

    /// <summary>Room for the codes of the query.</summary>
    public Span<byte> CodeRow(int bytes) => Aligned(ref _codeRow, bytes);

    /// <summary>Room for the query prepared for sketches.</summary>
    public Span<byte> Sketch(int bytes) => Aligned(ref _sketch, bytes);

    /// <summary>Room for the rotated query.</summary>
    public Span<float> Rotated(int dimensions)
    {
        if (_rotated.Length < dimensions) _rotated = new float[dimensions];
        return _rotated.AsSpan(0, dimensions);
    }

    /// <summary>Room for the keys of what was found, ranked anew.</summary>
    public Span<ulong> Ranked(int count)
    {
        if (_ranked.Length < count) _ranked = new ulong[Math.Max(count, 64)];
        return _ranked.AsSpan(0, count);
    }

    public void Reset()
    {
        Reranked = 0;
        Expanded = 0;
        Distances = 0;
    }

    /// <summary>Whole cache lines that do not move, so that no load of a kernel spans two.</summary>
    private static Span<byte> Aligned(ref byte[] buffer, int bytes)
    {
        const int Line = Index.CodeRow.BlockBytes;
        if (buffer.Length < bytes + Line)
            buffer = GC.AllocateUninitializedArray<byte>(bytes + Line, pinned: true);
        var address = Marshal.UnsafeAddrOfPinnedArrayElement(buffer, 0);
        return buffer.AsSpan((int)(-address & (Line - 1)), bytes);
    }
}
