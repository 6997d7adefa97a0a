using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NeuralSearch.Embedding.Local;
using NeuralSearch.Embedding.OpenAi;
using NeuralSearch.Embedding.Remote;
using NeuralSearch.Inference;

namespace NeuralSearch.Embedding;

/// <summary>Composes the embedding service: texts in, vectors out.</summary>
public static class EmbeddingService
{
    /// <summary>
    /// Adds <c>IEmbeddingGenerator&lt;string, Embedding&lt;float&gt;&gt;</c> and the model's <c>WordPieceTokenizer</c>,
    /// loads the model in the background when the host starts, or turns to the remote embedder that
    /// <see cref="EmbeddingOptions.Remote"/> names, and adds the readiness check "model". Configuration:
    /// <see cref="EmbeddingOptions"/>.
    /// </summary>
    public static IHostApplicationBuilder AddEmbedding(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;

        services.AddOptions<EmbeddingOptions>().BindConfiguration(EmbeddingOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<EmbeddingOptions>, EmbeddingOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();

        services.AddSingleton<Admission>();
        services.AddSingleton(provider =>
        {
            EmbeddingOptions options = provider.GetRequiredService<IOptions<EmbeddingOptions>>().Value;
            return WordPieceTokenizer.OfModel(options.ModelsPath, options.Model);
        });
        services.AddSingleton<IServedModel>(provider => IsRemote(provider)
            ? ActivatorUtilities.CreateInstance<RemoteModel>(provider)
            : ActivatorUtilities.CreateInstance<LocalModel>(provider));
        services.AddHostedService<ServedModelLifetime>();
        services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>, ServedEmbeddingGenerator>();
        services.AddHealthChecks().AddCheck<ModelHealthCheck>(ModelHealthCheck.Name, tags: ["ready"]);
        return builder;
    }

    /// <summary>Maps <c>POST /v1/embeddings</c> and <c>GET /v1/models</c>.</summary>
    public static WebApplication MapEmbedding(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        EmbeddingsEndpoint.Map(app);
        ModelsEndpoint.Map(app);
        return app;
    }

    private static bool IsRemote(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<EmbeddingOptions>>().Value.Remote.IsPresent;
}
