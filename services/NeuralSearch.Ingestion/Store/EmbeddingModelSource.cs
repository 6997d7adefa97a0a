using Microsoft.Extensions.AI;
using NeuralSearch.Client.Embedding;
using NeuralSearch.Inference;
using NeuralSearch.Ingestion.Pipeline;

namespace NeuralSearch.Ingestion.Store;

/// <summary>
/// Says which model documents are embedded with. Asked at the beginning of each ingestion and never before: the
/// embedding service may start later than this one, and may come back with another model. Thread-safe.
/// </summary>
internal sealed class EmbeddingModelSource(
    IEmbeddingGenerator<string, Embedding<float>> generator, RetryPolicy retry)
{
    /// <summary>
    /// The model that is served now. Throws <see cref="IngestionException"/> with Unavailable while nobody serves one.
    /// </summary>
    public async Task<EmbeddingModel> GetAsync(CancellationToken cancellationToken)
    {
        EmbeddingGeneratorMetadata? metadata = generator.GetService<EmbeddingServiceGenerator>() is { } service
            ? await retry.ExecuteAsync("Asking the embedding service for its model", service.GetModelAsync,
                cancellationToken)
            : generator.GetService<EmbeddingGeneratorMetadata>();
        if (metadata is { DefaultModelId: { Length: > 0 } id, DefaultModelDimensions: { } dimensions })
            return new EmbeddingModel(id, dimensions);

        return await TryOutAsync(metadata?.DefaultModelId, cancellationToken);
    }

    /// <summary>One vector tells what a generator does not know beforehand, as one over a remote model.</summary>
    private async Task<EmbeddingModel> TryOutAsync(string? model, CancellationToken cancellationToken)
    {
        GeneratedEmbeddings<Embedding<float>> vectors = await retry.ExecuteAsync(
            "Asking the embedding model for its dimensions",
            token => generator.GenerateAsync(["dimensions"], EmbeddingPriority.Bulk, token),
            cancellationToken);
        model = vectors.FirstOrDefault()?.ModelId ?? model;
        return string.IsNullOrEmpty(model) || vectors.Count != 1 || vectors[0].Vector.IsEmpty
            ? throw new IngestionException(IngestionError.Broken,
                $"The embedding generator {generator.GetType().Name} does not say its model "
                + "(EmbeddingGeneratorMetadata.DefaultModelId, or the ModelId of a vector), so nobody could tell "
                + "later which vectors can be compared.")
            : new EmbeddingModel(model, vectors[0].Vector.Length);
    }
}
