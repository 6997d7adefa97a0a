using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NeuralSearch.Node;
using NeuralSearch.Node.Checkpoints;
using NeuralSearch.Node.Snapshots;
using NeuralSearch.Node.Wire;
using NeuralSearch.ServiceDefaults.Grpc;
using NeuralSearch.ServiceDefaults.Health;
using NeuralSearch.ServiceDefaults.Hosting;
using NeuralSearch.ServiceDefaults.Limits;
using NeuralSearch.VectorNode.Snapshots;

namespace NeuralSearch.VectorNode;

/// <summary>One node behind Qdrant's gRPC.</summary>
public static class VectorNodeService
{
    /// <summary>Registers the store of collections, its readiness and the gRPC services.</summary>
    public static IHostApplicationBuilder AddVectorNode(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddGrpcServer();
        builder.Services.AddOptions<VectorNodeOptions>()
            .BindConfiguration(VectorNodeOptions.Section)
            .ValidateAnnotations(VectorNodeOptions.Section)
            .ValidateOnStart();
        builder.Services.AddSingleton(services => CollectionStore.Open(
            NodeOptionsFrom(services.GetRequiredService<IOptions<VectorNodeOptions>>().Value),
            services.GetRequiredService<ILogger<CollectionStore>>()));
        builder.Services.AddSingleton<NodeInterceptor>();
        builder.Services.AddSingleton<PointsService>();
        builder.Services.AddSingleton<CollectionsService>();
        builder.Services.AddSingleton<QdrantService>();
        builder.Services.AddSingleton<SnapshotStore>();
        builder.Services.AddSingleton<SnapshotsService>();
        builder.Services.AddHostedService<StoreOpener>();
        builder.Services.Configure<GrpcServiceOptions>(options => options.Interceptors.Add<NodeInterceptor>());
        builder.Services.AddGrpcReflection();
        builder.Services.AddHealthChecks().AddCheck<StoreHealthCheck>("store", tags: [HealthTags.Ready]);
        return builder;
    }

    /// <summary>Maps Qdrant's services, gRPC health and reflection, and snapshots over HTTP.</summary>
    public static void MapVectorNode(this IEndpointRouteBuilder app)
    {
        app.MapGrpcService<PointsService>().RequireAdmission();
        app.MapGrpcService<CollectionsService>().RequireAdmission();
        app.MapGrpcService<SnapshotsService>().RequireAdmission();
        app.MapGrpcService<QdrantService>();
        app.MapGrpcServer();
        app.MapGrpcReflectionService();
        app.MapSnapshots();
    }

    private static NodeOptions NodeOptionsFrom(VectorNodeOptions options)
    {
        var defaults = new CheckpointOptions();
        return new NodeOptions(options.DataPath)
        {
            MemoryBytes = options.MemoryBytes,
            Checkpoints = defaults with
            {
                MinLogBytes = options.CheckpointBytes,
                MaxLogBytes = Math.Max(options.CheckpointBytes, defaults.MaxLogBytes),
                IdleLogBytes = Math.Min(options.CheckpointBytes, defaults.IdleLogBytes),
            },
        };
    }
}
