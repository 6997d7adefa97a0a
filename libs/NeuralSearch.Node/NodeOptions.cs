using NeuralSearch.Node.Checkpoints;

namespace NeuralSearch.Node;

/// <summary>Where a node keeps its collections.</summary>
/// <param name="Folder">The data folder; made when it does not exist. One process at a time uses it.</param>
public sealed record NodeOptions(string Folder)
{
    /// <summary>When collections write checkpoints.</summary>
    public CheckpointOptions Checkpoints { get; init; } = new();

    /// <summary>
    /// Bytes of memory that collections may take together, null for no limit. Beyond it, what would add to them is
    /// refused; what is there is served.
    /// </summary>
    public long? MemoryBytes { get; init; }
}
