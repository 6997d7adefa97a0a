using System.IO.Compression;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NeuralSearch.Node;
using NeuralSearch.Node.Wire;
using NeuralSearch.ServiceDefaults.Health;
using NeuralSearch.ServiceDefaults.Listeners;

namespace NeuralSearch.VectorNode;

/// <summary>One node behind Qdrant's gRPC.</summary>
public static class VectorNodeService
{
    /// <summary>The largest request message; a batch of a thousand points of 1 536 numbers takes about 7 MB.</summary>
    public const int MaxReceiveMessageBytes = 256 << 20;

    /// <summary>Registers the store of collections, its readiness and the gRPC services.</summary>
    public static IHostApplicationBuilder AddVectorNode(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddGrpcListener();
        builder.Services.AddOptions<VectorNodeOptions>()
            .BindConfiguration(VectorNodeOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton(services => CollectionStore.Open(
            new NodeOptions(services.GetRequiredService<IOptions<VectorNodeOptions>>().Value.DataPath),
            services.GetRequiredService<ILogger<CollectionStore>>()));
        builder.Services.AddSingleton<NodeInterceptor>();
        builder.Services.AddSingleton<PointsService>();
        builder.Services.AddSingleton<CollectionsService>();
        builder.Services.AddSingleton<QdrantService>();
        builder.Services.AddHostedService<StoreOpener>();
        builder.Services.AddGrpc(ConfigureGrpc);
        builder.Services.AddGrpcReflection();
        builder.Services.AddGrpcHealthChecks();
        builder.Services.AddHealthChecks().AddCheck<StoreHealthCheck>("store", tags: [HealthTags.Ready]);
        return builder;
    }

    /// <summary>Maps Qdrant's services, gRPC health and reflection.</summary>
    public static void MapVectorNode(this IEndpointRouteBuilder app)
    {
        app.MapGrpcService<PointsService>();
        app.MapGrpcService<CollectionsService>();
        app.MapGrpcService<QdrantService>();
        app.MapGrpcHealthChecksService();
        app.MapGrpcReflectionService();
    }

    private static void ConfigureGrpc(GrpcServiceOptions options)
    {
        options.MaxReceiveMessageSize = MaxReceiveMessageBytes;
        options.MaxSendMessageSize = null;
        options.ResponseCompressionAlgorithm = "gzip"; // for clients that accept it
        options.ResponseCompressionLevel = CompressionLevel.Fastest;
        options.Interceptors.Add<NodeInterceptor>();
    }
}
