using Microsoft.Extensions.AI;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace NeuralSearch.Embedding;

/// <summary>The one model of this process: computed here, or asked from a remote embedder. Thread-safe.</summary>
internal interface IServedModel : IHostedService
{
    /// <summary>The model's name.</summary>
    string Name { get; }

    /// <summary>Name and dimensions; without dimensions while they are not known.</summary>
    EmbeddingGeneratorMetadata Metadata { get; }

    /// <summary>Longest text in tokens, special tokens included; null if it is not known.</summary>
    int? MaxTokens { get; }

    /// <summary>Why no vector can be had yet, or ever; null when it is worth trying.</summary>
    string? Obstacle { get; }

    /// <summary>The vectors of texts; waits for a model that is being loaded.</summary>
    Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options, CancellationToken cancellationToken);

    /// <summary>Healthy when a vector could be had now; else it says why not.</summary>
    ValueTask<HealthCheckResult> CheckAsync(CancellationToken cancellationToken);

    /// <summary>What else the model has: its tokenizer, its encoder.</summary>
    object? GetService(Type serviceType);
}
