namespace NeuralSearch.Client.Embedding;

/// <summary>How an <see cref="EmbeddingServiceGenerator"/> calls the embedding service.</summary>
public sealed record EmbeddingServiceOptions
{
    /// <summary>Deadline of a call that somebody waits for, its repetitions included. Default: 10 s.</summary>
    public TimeSpan InteractiveTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Deadline of one call of an ingestion, which the service may hold up. Default: 2 minutes.</summary>
    public TimeSpan BulkTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Most texts of one call; more are split. At least 1, at most 2048, which the service takes.</summary>
    public int MaxTexts { get; init; } = 256;

    /// <summary>
    /// Most bytes of one message in either direction, below the 4 MiB that gRPC takes unless told otherwise. A single
    /// text may exceed it.
    /// </summary>
    public int MaxMessageBytes { get; init; } = 3 << 20;

    /// <summary>Calls at a time for the parts of one batch. Default: 2.</summary>
    public int Concurrency { get; init; } = 2;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(InteractiveTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(BulkTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxTexts, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxTexts, 2048);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxMessageBytes, 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(Concurrency, 1);
    }
}
