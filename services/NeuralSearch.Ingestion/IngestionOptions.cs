using System.ComponentModel.DataAnnotations;

namespace NeuralSearch.Ingestion;

/// <summary>Sizes and limits of ingestion, section <c>NeuralSearch:Ingestion</c>.</summary>
public sealed class IngestionOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "NeuralSearch:Ingestion";

    /// <summary>Longest line or file, and so largest document, in bytes.</summary>
    [Range(1024, 1 << 30)]
    public int MaxLineBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Most bytes of a document beside its text: title, URL and payload, which every chunk repeats.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int MaxFieldBytes { get; set; } = 256 * 1024;

    /// <summary>Longest time that one file may take to become text.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan ExtractionTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Most tokens of a chunk (QUALITY.md: 128, measured best).</summary>
    [Range(16, 512)]
    public int ChunkTokens { get; set; } = 128;

    /// <summary>Most tokens that a chunk shares with the one before it; at most half of a chunk.</summary>
    [Range(0, 256)]
    public int ChunkOverlapTokens { get; set; } = 32;

    /// <summary>Most tokens of the title that are embedded with every chunk.</summary>
    [Range(0, 256)]
    public int TitleTokens { get; set; } = 64;

    /// <summary>Most bytes of documents in flight, over all ingestions: read and not yet stored.</summary>
    [Range(64 * 1024, long.MaxValue)]
    public long MaxInFlightBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Most chunks of one call of the embedding model.</summary>
    [Range(1, 4096)]
    public int EmbeddingBatchChunks { get; set; } = 64;

    /// <summary>Calls of the embedding model at the same time, per ingestion.</summary>
    [Range(1, 64)]
    public int EmbeddingConcurrency { get; set; } = 2;

    /// <summary>Most points of one upsert. Documents of up to so many chunks become visible at once.</summary>
    [Range(1, 16384)]
    public int UpsertBatchPoints { get; set; } = 256;

    /// <summary>
    /// Most bytes of one upsert; below the 4 MiB that gRPC servers accept unless told otherwise. One point may exceed
    /// it.
    /// </summary>
    [Range(64 * 1024, 64 * 1024 * 1024)]
    public int UpsertBatchBytes { get; set; } = 3 * 1024 * 1024;

    /// <summary>Most errors that an answer lists; the rest is counted.</summary>
    [Range(1, 1_000_000)]
    public int MaxListedErrors { get; set; } = 10_000;

    /// <summary>
    /// How often a call that failed for a passing reason is made at all; twelve span the restart of a service.
    /// </summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 12;

    /// <summary>
    /// Longest wait before the first repetition; it doubles with each, up to 5 s. The wait is random.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:05", ParseLimitsInInvariantCulture = true)]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Deadline of one call of the vector node.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan NodeTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What no single property can say: windows must move on.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ChunkOverlapTokens > ChunkTokens / 2)
        {
            yield return new ValidationResult(
                $"The overlap of {ChunkOverlapTokens} tokens is more than half of a chunk of {ChunkTokens}.",
                [nameof(ChunkOverlapTokens)]);
        }
    }
}
