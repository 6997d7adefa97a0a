namespace NeuralSearch.Index;

/// <summary>
/// Everything a search writes to. It is rented for the search, so a search allocates nothing after warm-up.
/// </summary>
internal sealed class SearchScratch
{
    public VisitedSet Visited { get; } = new();

    public CandidatePool Pool { get; } = new();

    public CandidateQueue Queue { get; } = new();

    public ResultHeap Results { get; } = new();

    /// <summary>Offsets whose distances are computed next; as long as the most links a node can have.</summary>
    public uint[] Batch { get; } = new uint[Math.Max(2 * HnswOptions.MaxM, ExactScan.BatchLength)];

    /// <summary>Graph nodes expanded since <see cref="Reset"/>.</summary>
    public long Expanded { get; set; }

    /// <summary>Distances computed since <see cref="Reset"/>.</summary>
    public long Distances { get; set; }

    public void Reset()
    {
        Expanded = 0;
        Distances = 0;
    }
}
