using Microsoft.Extensions.AI;
using NeuralSearch.Inference;

namespace NeuralSearch.Embedding;

/// <summary>
/// The generator of the container: there from the first moment, its calls wait until the model is loaded.
/// </summary>
internal sealed class ServedEmbeddingGenerator(ServedModel model) : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <inheritdoc/>
    /// <exception cref="ModelNotLoadedException">The model could not be loaded.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        TextEmbeddingGenerator generator = await model.Generator.WaitAsync(cancellationToken);
        return await generator.GenerateAsync(values, options, cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(EmbeddingGeneratorMetadata)) return model.Metadata;
        if (serviceType.IsInstanceOfType(this)) return this;
        if (serviceType.IsInstanceOfType(model.Tokenizer)) return model.Tokenizer;
        return model.Generator.IsCompletedSuccessfully ? model.Generator.Result.GetService(serviceType) : null;
    }

    /// <summary>Nothing: the model is the host's.</summary>
    public void Dispose()
    {
    }
}
