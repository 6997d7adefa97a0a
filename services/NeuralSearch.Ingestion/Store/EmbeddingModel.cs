using Microsoft.Extensions.AI;

namespace NeuralSearch.Ingestion.Store;

/// <summary>The model that documents are embedded with: collections are made for one model.</summary>
internal sealed record EmbeddingModel(string Id, int Dimensions)
{
    /// <summary>What the generator says about itself.</summary>
    public static EmbeddingModel Of(IEmbeddingGenerator<string, Embedding<float>> generator)
    {
        EmbeddingGeneratorMetadata? metadata = generator.GetService<EmbeddingGeneratorMetadata>();
        if (metadata is not { DefaultModelId: { Length: > 0 } id, DefaultModelDimensions: int dimensions })
        {
            throw new IngestionException(IngestionError.Broken,
                $"The embedding generator {generator.GetType().Name} does not say its model and dimensions "
                + "(EmbeddingGeneratorMetadata.DefaultModelId, DefaultModelDimensions).");
        }

        return new EmbeddingModel(id, dimensions);
    }
}
