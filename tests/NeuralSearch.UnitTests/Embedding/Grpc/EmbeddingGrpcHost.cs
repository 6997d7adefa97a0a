using Grpc.Net.Client;
using NeuralSearch.Embedding;
using NeuralSearch.Embedding.Grpc;
using NeuralSearch.Testing;
using NeuralSearch.UnitTests.ServiceDefaults;

namespace NeuralSearch.UnitTests.Embedding.Grpc;

/// <summary>The embedding service as a process of its own has it: HTTP and gRPC on real sockets.</summary>
internal sealed class EmbeddingGrpcHost : IAsyncDisposable
{
    private EmbeddingGrpcHost(TestHost host)
    {
        Host = host;
        Channel = LoopbackChannel.To(host.GrpcPort!.Value);
    }

    public TestHost Host { get; }

    public GrpcChannel Channel { get; }

    public IServiceProvider Services => Host.App.Services;

    public static async Task<EmbeddingGrpcHost> StartAsync(params (string Key, string? Value)[] settings) =>
        new(await TestHost.StartAsync(
            builder => builder.AddEmbedding().AddEmbeddingGrpc(),
            app =>
            {
                app.MapEmbedding();
                app.MapEmbeddingGrpc();
            },
            grpc: true,
            settings));

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await Host.DisposeAsync();
    }
}
