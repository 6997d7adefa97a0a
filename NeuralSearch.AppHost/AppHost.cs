using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using NeuralSearch.AppHost.Containers;
using NeuralSearch.AppHost.Orchestration;

namespace NeuralSearch.AppHost;

/// <summary>The system, as a diagram: what there is, who calls whom, who waits for whom.</summary>
internal static class AppHost
{
    /// <summary>Each loads the model: more of them answer more questions at once, on more memory.</summary>
    private const int EmbeddingReplicas = 2;

    /// <summary>Adds every resource of the system.</summary>
    public static void Compose(IDistributedApplicationBuilder builder, AppHostSettings settings, VectorsPlan plan)
    {
        // What clients show to the services, and these to one another, once they listen to more than loopback.
        var apiKey = builder.AddSecret("api-key");
        var vectorsKey = builder.AddSecret("vectors-key");

        VectorStore vectors = plan.InContainers
            ? builder.AddQdrantCluster("qdrant", nodes: 3, vectorsKey)
            : builder.AddOwnNode("vectors", http: 7703, grpc: 6336, vectorsKey, settings);

        // Stateless, so it may be replicated. That needs endpoints behind the proxy (which AddService leaves on): the
        // replicas share the two ports below, and one HTTP/2 connection stays with one replica.
        var embedding = builder.AddService<Projects.NeuralSearch_Embedding>("embedding", http: 7702, grpc: 6337, apiKey)
            .WithReplicas(EmbeddingReplicas);

        var ingestion = builder.AddService<Projects.NeuralSearch_Ingestion>("ingestion", http: 7701, grpc: null, apiKey)
            .WithDataFolder(settings.FolderOf("ingestion", plan.InContainers))
            .WithSample(settings)
            .WithReference(embedding).WaitFor(embedding)
            .WithVectors(vectors);

        builder.AddService<Projects.NeuralSearch_Query>("query", settings.HttpPort, settings.GrpcPort, apiKey)
            .WithReference(embedding).WaitFor(embedding)
            .WithReference(ingestion).WaitFor(ingestion)
            .WithVectors(vectors)
            .WithExternalHttpEndpoints();

        // Publishing as a Compose file; Aspire's Kubernetes publisher is a preview (docs/operations.md).
        builder.AddDockerComposeEnvironment("compose").WithDashboard(enabled: false);
    }
}
