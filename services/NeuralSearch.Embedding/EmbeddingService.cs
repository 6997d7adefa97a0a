using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NeuralSearch.Embedding.OpenAi;

namespace NeuralSearch.Embedding;

/// <summary>Composes the embedding service: texts in, vectors out.</summary>
public static class EmbeddingService
{
    /// <summary>
    /// Adds <c>IEmbeddingGenerator&lt;string, Embedding&lt;float&gt;&gt;</c> and the model's <c>WordPieceTokenizer</c>,
    /// loads the model in the background when the host starts, and adds the readiness check "model". Configuration:
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
        services.AddSingleton<ServedModel>();
        services.AddHostedService(provider => provider.GetRequiredService<ServedModel>());
        services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>, ServedEmbeddingGenerator>();
        services.AddSingleton(provider => provider.GetRequiredService<ServedModel>().Tokenizer);
        services.AddHealthChecks().AddCheck<ModelHealthCheck>(ModelHealthCheck.Name, tags: ["ready"]);
        return builder;
    }

    /// <summary>Maps <c>POST /v1/embeddings</c>.</summary>
    public static WebApplication MapEmbedding(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        EmbeddingsEndpoint.Map(app);
        return app;
    }
}
