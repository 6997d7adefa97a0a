using System.Runtime.InteropServices;

namespace NeuralSearch.Index;

/// <summary>
/// Everything a search writes to. It is rented for the search, so a search allocates nothing after warm-up.
/// </summary>
internal sealed class SearchScratch
{
    private byte[] _codeRow = [];

    public VisitedSet Visited { get; } = new();

    public CandidatePool Pool { get; } = new();

    public CandidateQueue Queue { get; } = new();

    /// <summary>The nearest rows of the segment that is being searched.</summary>
    public ResultHeap Results { get; } = new();

    /// <summary>The nearest offsets of all segments that were searched.</summary>
    public ResultHeap Gathered { get; } = new();

    /// <summary>What a filtered traversal on codes found, by distance of codes; the results are made of it.</summary>
    public ResultHeap Found { get; } = new();

    /// <summary>Offsets whose distances are computed next; as long as the most links a node can have.</summary>
    public uint[] Batch { get; } = new uint[Math.Max(2 * HnswOptions.MaxM, RowScan.BatchLength)];

    /// <summary>Graph nodes expanded since <see cref="Reset"/>.</summary>
    public long Expanded { get; set; }

    /// <summary>Distances computed since <see cref="Reset"/>.</summary>
    public long Distances { get; set; }

    /// <summary>Of those, exact ones of rows that were found by their codes.</summary>
    public long Reranked { get; set; }

    /// <summary>Room for the codes of the query; whole cache lines, so that no load of the kernel spans two.</summary>
    public Span<byte> CodeRow(int dimensions)
    {
        const int Line = Index.CodeRow.BlockBytes;
        var bytes = (int)Index.CodeRow.Bytes(dimensions);
        if (_codeRow.Length < bytes + Line)
            _codeRow = GC.AllocateUninitializedArray<byte>(bytes + Line, pinned: true);
        var address = Marshal.UnsafeAddrOfPinnedArrayElement(_codeRow, 0);
        return _codeRow.AsSpan((int)(-address & (Line - 1)), bytes);
    }

    public void Reset()
    {
        Reranked = 0;
        Expanded = 0;
        Distances = 0;
    }
}
