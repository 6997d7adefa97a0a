namespace NeuralSearch.Index;

/// <summary>Records that lie one after the other in a file that is mapped, to be read there; none by default.</summary>
/// <param name="start">The first.</param>
/// <param name="count">How many there are.</param>
/// <param name="isComplete">Whether none will follow them in the blocks that they become.</param>
internal readonly unsafe struct MappedRecords(byte* start, uint count, bool isComplete)
{
    public byte* Start { get; } = start;

    public uint Count { get; } = count;

    public bool IsComplete { get; } = isComplete;
}
