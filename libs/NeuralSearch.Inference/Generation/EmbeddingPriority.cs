using Microsoft.Extensions.AI;

namespace NeuralSearch.Inference;

/// <summary>Tells a <see cref="TextEmbeddingGenerator"/> who waits; pass it as the options of a call.</summary>
/// <remarks>Other generators ignore it. Options without a priority, and null, are interactive.</remarks>
public static class EmbeddingPriority
{
    private const string Key = "neuralsearch.embedding.priority";
    private const string BulkValue = "bulk";

    /// <summary>
    /// For ingestion: yields to interactive requests, shares batches, is held up when the queue is full, has no
    /// deadline and leaves the cache alone. A new instance, as options can be changed by whom they are given to.
    /// </summary>
    public static EmbeddingGenerationOptions Bulk => new()
    {
        AdditionalProperties = new AdditionalPropertiesDictionary { [Key] = BulkValue },
    };

    internal static EmbeddingLane LaneOf(EmbeddingGenerationOptions? options) =>
        options?.AdditionalProperties is { } properties
            && properties.TryGetValue(Key, out string? value) && value == BulkValue
            ? EmbeddingLane.Bulk
            : EmbeddingLane.Interactive;
}
