namespace NeuralSearch.Inference;

/// <summary>How texts are queued, batched and cached.</summary>
public sealed record TextEmbeddingOptions
{
    /// <summary>Batches computed at a time, each on a thread of its own. Default: one a processor.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Further threads for interactive texts only, so that a query shares the processors with an ingestion at once
    /// instead of waiting for a batch to end.
    /// </summary>
    public int InteractiveWorkers { get; init; } = 1;

    /// <summary>
    /// Most tokens of a bulk batch, padding included; a text longer than that goes alone. 1 has every text computed
    /// alone, so that its vector is the same to the last bit whatever was ingested with it.
    /// </summary>
    public int BatchTokens { get; init; } = 256;

    /// <summary>How long a bulk text waits for others to share its batch.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Most texts that wait in each lane; who brings more is held up.</summary>
    public int QueueTexts { get; init; } = 1024;

    /// <summary>Most tokens that wait in each lane; who brings more is held up.</summary>
    public int QueueTokens { get; init; } = 65_536;

    /// <summary>An interactive text that has no vector by then fails with a <see cref="TimeoutException"/>.</summary>
    public TimeSpan InteractiveTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Vectors of interactive texts that are kept; 0 keeps none, else 3 or more. One takes about 2 kB.
    /// </summary>
    public int CacheEntries { get; init; } = 4096;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Workers, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(InteractiveWorkers);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchTokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueTexts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueTokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(InteractiveTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(CacheEntries);
        if (CacheEntries is 1 or 2)
            throw new ArgumentOutOfRangeException(nameof(CacheEntries), CacheEntries, "0 for no cache, or 3 and more.");
    }
}
