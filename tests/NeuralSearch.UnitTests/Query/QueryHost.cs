using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using NeuralSearch.Client;
using NeuralSearch.Query;
using NeuralSearch.UnitTests.ServiceDefaults;

namespace NeuralSearch.UnitTests.Query;

/// <summary>The query service on a real socket, over a fake node and fake embeddings.</summary>
internal static class QueryHost
{
    public static Task<TestHost> StartAsync(
        FakeNode node, FakeEmbeddings embeddings, params (string Key, string? Value)[] settings) =>
        TestHost.StartAsync(
            builder =>
            {
                builder.AddVectorStoreClients(_ => node);
                builder.Services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(embeddings);
                builder.AddQuery();
            },
            app => app.MapQuery(),
            grpc: false,
            settings);
}
