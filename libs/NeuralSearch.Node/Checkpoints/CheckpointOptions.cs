namespace NeuralSearch.Node.Checkpoints;

/// <summary>When a collection writes a checkpoint: a copy of its state, so that the log before it can go.</summary>
public sealed record CheckpointOptions
{
    /// <summary>Bytes of log, in a collection of little data, after which one is written.</summary>
    public long MinLogBytes { get; init; } = 32 << 20;

    /// <summary>Bytes of log after which one is written, however large the collection is.</summary>
    public long MaxLogBytes { get; init; } = 512 << 20;

    /// <summary>Time without a write after which one is written for less log, so that the next start is quick.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of log below which an idle collection writes none: they are replayed in a moment.</summary>
    public long IdleLogBytes { get; init; } = 1 << 20;

    /// <summary>
    /// Bytes of log that are due after a checkpoint of a size: a quarter, so that all checkpoints together write a
    /// few times what the log does.
    /// </summary>
    internal long DueAfter(long checkpointBytes) =>
        Math.Max(MinLogBytes, Math.Min(MaxLogBytes, checkpointBytes / 4));
}
