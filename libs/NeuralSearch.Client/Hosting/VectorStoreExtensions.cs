using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NeuralSearch.Client.Channels;
using NeuralSearch.Client.Hosting;
using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Client;

/// <summary>Adds Qdrant's clients to a host.</summary>
public static class VectorStoreExtensions
{
    private const string CheckName = "vectors";
    private const string ReadyTag = "ready";

    /// <summary>
    /// Adds the clients of what the connection string <c>vectors</c> names, and the readiness check of that name.
    /// </summary>
    public static IHostApplicationBuilder AddVectorStore(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        services.AddSingleton<IConfigureOptions<VectorStoreOptions>, VectorStoreOptions.Setup>();
        services.AddSingleton<IValidateOptions<VectorStoreOptions>, VectorStoreOptions.Setup>();
        services.AddOptions<VectorStoreOptions>().ValidateOnStart();
        services.AddSingleton(provider => new VectorStoreChannel(
            VectorStoreAddress.Parse(provider.GetRequiredService<IOptions<VectorStoreOptions>>().Value.ConnectionString),
            provider.GetRequiredService<ILoggerFactory>()));
        return builder.AddVectorStoreClients(provider => provider.GetRequiredService<VectorStoreChannel>().Invoker);
    }

    /// <summary>Adds the clients over a call invoker of the host, and the readiness check <c>vectors</c>.</summary>
    public static IHostApplicationBuilder AddVectorStoreClients(
        this IHostApplicationBuilder builder, Func<IServiceProvider, CallInvoker> invoker)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new Points.PointsClient(invoker(provider)));
        services.AddSingleton(provider => new Collections.CollectionsClient(invoker(provider)));
        services.AddSingleton(provider => new Qdrant.QdrantClient(invoker(provider)));
        services.AddHealthChecks().AddCheck<VectorStoreHealthCheck>(CheckName, tags: [ReadyTag]);
        return builder;
    }
}
