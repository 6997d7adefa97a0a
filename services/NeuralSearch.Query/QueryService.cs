using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using NeuralSearch.Query.Http;
using NeuralSearch.Query.Pipeline;
using NeuralSearch.Query.Reference;
using NeuralSearch.Query.Telemetry;
using NeuralSearch.ServiceDefaults.Health;
using NeuralSearch.ServiceDefaults.Hosting;

namespace NeuralSearch.Query;

/// <summary>
/// The query service: search over HTTP, the list of collections, the API reference and the search page. It needs an
/// <c>IEmbeddingGenerator&lt;string, Embedding&lt;float&gt;&gt;</c> and the gRPC clients of a vector node in DI.
/// </summary>
public static class QueryService
{
    /// <summary>Registers the service.</summary>
    public static IHostApplicationBuilder AddQuery(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var services = builder.Services;
        services.AddOptions<QueryOptions>()
            .BindConfiguration(QueryOptions.Section)
            .ValidateAnnotations(QueryOptions.Section)
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<QueryMetrics>();
        services.AddSingleton<EmbedStage>();
        services.AddSingleton<SearchStage>();
        services.AddSingleton<EnrichStage>();
        services.AddSingleton<CollectionChoice>();
        services.AddSingleton<CollectionModels>();
        services.AddSingleton<QueryPipeline>();
        services.AddSingleton<SearchEndpoint>();
        services.AddSingleton<CollectionsEndpoint>();
        services.AddApiReference();
        return builder;
    }

    /// <summary>
    /// Maps <c>/v1/search</c>, <c>/v1/collections</c>, <c>/openapi/v1.json</c>, <c>/docs</c> and the page at <c>/</c>.
    /// </summary>
    public static WebApplication MapQuery(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);

        app.UseSearchPage();
        app.MapSearch();
        app.MapApiReference();
        return app;
    }
}
