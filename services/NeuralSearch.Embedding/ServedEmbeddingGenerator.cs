using Microsoft.Extensions.AI;

namespace NeuralSearch.Embedding;

/// <summary>
/// The generator of the container: there from the first moment, whatever the model's state and place.
/// </summary>
internal sealed class ServedEmbeddingGenerator(IServedModel model) : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <inheritdoc/>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default) =>
        model.GenerateAsync(values, options, cancellationToken);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(EmbeddingGeneratorMetadata)) return model.Metadata;
        return serviceType.IsInstanceOfType(this) ? this : model.GetService(serviceType);
    }

    /// <summary>Nothing: the model is the host's.</summary>
    public void Dispose()
    {
    }
}
