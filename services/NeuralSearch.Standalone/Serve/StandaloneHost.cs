using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using NeuralSearch.Client;
using NeuralSearch.Embedding;
using NeuralSearch.Ingestion;
using NeuralSearch.Node;
using NeuralSearch.Node.Wire;
using NeuralSearch.Query;
using NeuralSearch.ServiceDefaults.Hosting;
using NeuralSearch.VectorNode;

namespace NeuralSearch.Standalone.Serve;

/// <summary>Embedding, vector node, ingestion and query in one process, joined by an in-process channel.</summary>
internal static class StandaloneHost
{
    public static ServiceProfile Profile { get; } = new(
        "standalone",
        "Serve the search page, the HTTP API and Qdrant's gRPC from one process.",
        HttpPort: 7700,
        GrpcPort: 6334,
        DataFolder: "NeuralSearch",
        HasNode: true);

    /// <summary>Composes the application without starting it.</summary>
    public static WebApplication Build(IReadOnlyDictionary<string, string?> overrides)
    {
        WebApplicationBuilder builder = ServiceHost.CreateBuilder(Profile, overrides);
        builder.AddEmbedding();
        builder.AddVectorNode();
        builder.AddIngestion();
        builder.AddQuery();
        builder.Services.AddSingleton(provider => new InProcessCallInvoker(
            provider.GetRequiredService<CollectionStore>(), provider.GetRequiredService<NodeInterceptor>()));
        builder.AddVectorStoreClients(provider => provider.GetRequiredService<InProcessCallInvoker>());
        builder.Services.AddHostedService<ConsoleProgress>();

        return ServiceHost.Build(builder, app =>
        {
            app.MapEmbedding();
            app.MapVectorNode();
            app.MapIngestion();
            app.MapQuery();
        });
    }
}
