using NeuralSearch.Embedding.Remote;
using NeuralSearch.Inference;

namespace NeuralSearch.Embedding;

/// <summary>Configuration of the embedding service.</summary>
public sealed class EmbeddingOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "NeuralSearch:Embedding";

    private static readonly TextEmbeddingOptions Default = new();

    /// <summary>
    /// The folder with <c>manifest.json</c>; empty: the nearest <c>models</c> folder, see <see cref="ModelFolder"/>.
    /// </summary>
    public string? ModelsPath { get; set; }

    /// <summary>The model's name in the manifest.</summary>
    public string Model { get; set; } = "all-MiniLM-L6-v2";

    /// <inheritdoc cref="TextEmbeddingOptions.Workers"/>
    public int Workers { get; set; } = Default.Workers;

    /// <inheritdoc cref="TextEmbeddingOptions.InteractiveWorkers"/>
    public int InteractiveWorkers { get; set; } = Default.InteractiveWorkers;

    /// <inheritdoc cref="TextEmbeddingOptions.BatchTokens"/>
    public int BatchTokens { get; set; } = Default.BatchTokens;

    /// <inheritdoc cref="TextEmbeddingOptions.MaxDelay"/>
    public TimeSpan MaxDelay { get; set; } = Default.MaxDelay;

    /// <inheritdoc cref="TextEmbeddingOptions.QueueTexts"/>
    public int QueueTexts { get; set; } = Default.QueueTexts;

    /// <inheritdoc cref="TextEmbeddingOptions.QueueTokens"/>
    public int QueueTokens { get; set; } = Default.QueueTokens;

    /// <inheritdoc cref="TextEmbeddingOptions.InteractiveTimeout"/>
    public TimeSpan InteractiveTimeout { get; set; } = Default.InteractiveTimeout;

    /// <inheritdoc cref="TextEmbeddingOptions.CacheEntries"/>
    public int CacheEntries { get; set; } = Default.CacheEntries;

    /// <summary>
    /// Most texts of callers over the wire that wait at a time, for queries and for ingestion each; more are refused
    /// with 429 or RESOURCE_EXHAUSTED. At least the 2048 of one request.
    /// </summary>
    public int MaxPendingTexts { get; set; } = 4096;

    /// <summary>A remote embedder that serves instead of the local model, when its endpoint is set.</summary>
    public RemoteEmbeddingOptions Remote { get; set; } = new();

    internal TextEmbeddingOptions ToTextEmbeddingOptions() => new()
    {
        Workers = Workers,
        InteractiveWorkers = InteractiveWorkers,
        BatchTokens = BatchTokens,
        MaxDelay = MaxDelay,
        QueueTexts = QueueTexts,
        QueueTokens = QueueTokens,
        InteractiveTimeout = InteractiveTimeout,
        CacheEntries = CacheEntries,
    };
}
