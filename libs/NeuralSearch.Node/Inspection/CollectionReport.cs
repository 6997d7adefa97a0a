namespace NeuralSearch.Node.Inspection;

/// <summary>What an inspection found in the folder of a collection.</summary>
/// <param name="Name">The collection, or its folder when the schema cannot be read.</param>
/// <param name="Path">Its folder.</param>
public sealed record CollectionReport(string Name, string Path)
{
    /// <summary>Points that there are.</summary>
    public long Points { get; internal set; }

    /// <summary>The number of the last operation.</summary>
    public ulong Operations { get; internal set; }

    /// <summary>Operations that are in the log only, which a start replays.</summary>
    public ulong Replayed { get; internal set; }

    /// <summary>Live rows that the graphs of its vectors hold.</summary>
    public long InGraphs { get; internal set; }

    /// <summary>Those of them that a search can come to.</summary>
    public long Reached { get; internal set; }

    /// <summary>What a start takes in its stride: an unfinished last write, leftovers of a crash.</summary>
    public IList<string> Notes { get; } = [];

    /// <summary>What must not be; empty for a sound collection.</summary>
    public IList<string> Problems { get; } = [];
}
