using Grpc.AspNetCore.Server.Model;
using Grpc.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using NeuralSearch.Client.Hosting;
using NeuralSearch.ServiceDefaults.Grpc;
using NeuralSearch.ServiceDefaults.Limits;

namespace NeuralSearch.Query.Front;

/// <summary>
/// The one door of a system of several processes: Qdrant's gRPC leads to the vector store, and the routes of ingestion
/// and embedding lead to their services. Where all is one process, nothing of this is added.
/// </summary>
public static class FrontExtensions
{
    /// <summary>Registers the forwarders. They need a vector store in the host.</summary>
    public static IHostApplicationBuilder AddFront(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddGrpcServer();
        IServiceCollection services = builder.Services;
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IServiceMethodProvider<QdrantFront>, QdrantFront.Methods>());
        services.AddSingleton(new ReflectionServiceImpl(QdrantFront.Services));
        services.AddHttpForwarder();
        services.AddSingleton<ServiceForwarder>();
        return builder;
    }

    /// <summary>Maps Qdrant's services with their reflection, and the routes that other services answer.</summary>
    public static WebApplication MapFront(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapGrpcService<QdrantFront>().RequireAdmission();
        app.MapGrpcService<ReflectionServiceImpl>();
        app.MapGrpcServer();

        IConfiguration configuration = app.Configuration;
        Uri ingestion = ServiceAddresses.Of(configuration, "ingestion", "http", "http://127.0.0.1:7701")[0];
        Uri embedding = ServiceAddresses.Of(configuration, "embedding", "http", "http://127.0.0.1:7702")[0];
        var forwarder = app.Services.GetRequiredService<ServiceForwarder>();
        app.Map("/v1/documents/{**rest}", forwarder.To("ingestion", ingestion));
        app.Map("/v1/ingestions/{**rest}", forwarder.To("ingestion", ingestion));
        app.Map("/v1/embeddings", forwarder.To("embedding", embedding));
        app.Map("/v1/models/{**rest}", forwarder.To("embedding", embedding));
        return app;
    }
}
