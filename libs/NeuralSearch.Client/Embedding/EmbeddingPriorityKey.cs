using Microsoft.Extensions.AI;

namespace NeuralSearch.Client.Embedding;

/// <summary>
/// Reads the priority that Inference's <c>EmbeddingPriority</c> writes. The words stand here again, because a client
/// must not bring the model's runtime along; a test of the client keeps the two equal.
/// </summary>
internal static class EmbeddingPriorityKey
{
    private const string Key = "neuralsearch.embedding.priority";
    private const string Bulk = "bulk";

    public static bool IsBulk(EmbeddingGenerationOptions? options) =>
        options?.AdditionalProperties is { } properties
            && properties.TryGetValue(Key, out string? value) && value == Bulk;
}
