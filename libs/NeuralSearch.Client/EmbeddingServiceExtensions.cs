using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NeuralSearch.Client.Channels;
using NeuralSearch.Client.Embedding;
using NeuralSearch.Client.Hosting;

namespace NeuralSearch.Client;

/// <summary>Adds the embedding service to a host.</summary>
public static class EmbeddingServiceExtensions
{
    private const string ServiceName = "embedding";
    private const string DefaultAddress = "http://127.0.0.1:6337";

    /// <summary>
    /// Adds <c>IEmbeddingGenerator&lt;string, Embedding&lt;float&gt;&gt;</c> over the embedding service at
    /// <c>services:embedding:grpc:0</c>, and the readiness check <c>embedding</c>: a process without it is degraded, for
    /// what needs no text is still served.
    /// </summary>
    public static IHostApplicationBuilder AddEmbeddingService(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IConfiguration configuration = builder.Configuration;
        builder.Services.AddOptions<EmbeddingServiceAddress>()
            .Configure(options => options.Addresses = ServiceAddresses.Of(
                configuration, ServiceName, "grpc", DefaultAddress))
            .ValidateOnStart(); // a wrong address stops the start, not the first call
        builder.Services.AddSingleton(provider => new EmbeddingChannel(new ServiceChannel(
            "embedding service",
            provider.GetRequiredService<IOptions<EmbeddingServiceAddress>>().Value.Addresses,
            configuration["NeuralSearch:Auth:ApiKey"])));
        builder.Services.AddSingleton(provider =>
            new EmbeddingServiceGenerator(provider.GetRequiredService<EmbeddingChannel>().Channel.Invoker));
        builder.Services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(
            provider => provider.GetRequiredService<EmbeddingServiceGenerator>());
        builder.Services.AddHealthChecks().AddCheck<EmbeddingServiceHealthCheck>(
            ServiceName, HealthStatus.Degraded, ["ready"]);
        return builder;
    }

    /// <summary>Where the embedding service is.</summary>
    private sealed class EmbeddingServiceAddress
    {
        public IReadOnlyList<Uri> Addresses { get; set; } = [];
    }

    /// <summary>The channel as a service of the host, which disposes it.</summary>
    private sealed class EmbeddingChannel(ServiceChannel channel) : IDisposable
    {
        public ServiceChannel Channel { get; } = channel;

        public void Dispose() => Channel.Dispose();
    }
}
