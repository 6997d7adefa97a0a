using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NeuralSearch.ServiceDefaults.Grpc;

namespace NeuralSearch.Embedding.Grpc;

/// <summary>The gRPC of the embedding service, for a process of its own. Standalone calls the generator.</summary>
public static class EmbeddingGrpcExtensions
{
    /// <summary>Opens the gRPC listener and registers the services. Call it beside <c>AddEmbedding</c>.</summary>
    public static IHostApplicationBuilder AddEmbeddingGrpc(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddGrpcServer();
        builder.Services.Configure<GrpcServiceOptions<EmbeddingsGrpcService>>(
            options => options.MaxReceiveMessageSize = EmbeddingsGrpcService.MaxReceiveMessageBytes);
        return builder;
    }

    /// <summary>Maps <c>neuralsearch.embedding.v1.Embeddings</c> and gRPC health.</summary>
    public static void MapEmbeddingGrpc(this IEndpointRouteBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapGrpcService<EmbeddingsGrpcService>();
        app.MapGrpcServer();
    }
}
