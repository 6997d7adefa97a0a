using NeuralSearch.Node.Memory;

namespace NeuralSearch.Node.Errors;

/// <summary>
/// What was asked for would take more memory than the node may use: RESOURCE_EXHAUSTED on the wire. Nothing has
/// changed; reads, searches, deletes and snapshots go on, and writes do once there is room.
/// </summary>
/// <param name="request">What was asked, in words.</param>
/// <param name="estimatedBytes">What it would add.</param>
/// <param name="usedBytes">What the collections take by now, writes on their way included.</param>
/// <param name="limitBytes">The budget.</param>
public sealed class MemoryBudgetException(string request, long estimatedBytes, long usedBytes, long limitBytes)
    : Exception(
        $"{request} is estimated to take {ByteText.Of(estimatedBytes)} of memory; {ByteText.Of(usedBytes)} of the " +
        $"budget of {ByteText.Of(limitBytes)} are in use. Delete points or collections, or start the node with a " +
        "larger --memory (NeuralSearch:Memory)")
{
    /// <summary>What it would have added, in bytes.</summary>
    public long EstimatedBytes { get; } = estimatedBytes;

    /// <summary>What was in use, in bytes.</summary>
    public long UsedBytes { get; } = usedBytes;

    /// <summary>The budget, in bytes.</summary>
    public long LimitBytes { get; } = limitBytes;
}
