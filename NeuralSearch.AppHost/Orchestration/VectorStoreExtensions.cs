using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace NeuralSearch.AppHost.Orchestration;

/// <summary>The two homes of the vectors. Consumers see one connection string either way.</summary>
internal static class VectorStoreExtensions
{
    public const string ConnectionName = "vectors";

    private const string QdrantImage = "qdrant/qdrant";
    private const string QdrantTag = "v1.18.3";

    /// <summary>
    /// Qdrant containers that form one cluster: the first founds it, the others join through the first. Each keeps its
    /// storage in a volume of its own.
    /// </summary>
    public static VectorStore AddQdrantCluster(
        this IDistributedApplicationBuilder builder, string name, int nodes, IResourceBuilder<ParameterResource> key)
    {
        List<IResourceBuilder<ContainerResource>> members = [];
        for (int index = 0; index < nodes; index++)
        {
            string self = $"http://{name}-{index}:6335";
            string[] command = index == 0
                ? ["./qdrant", "--uri", self]
                : ["bash", "-c", JoinCommand(first: $"{name}-0", self)];
            var member = builder.AddContainer($"{name}-{index}", QdrantImage, QdrantTag)
                .WithEnvironment("QDRANT__CLUSTER__ENABLED", "true")
                .WithEnvironment("QDRANT__SERVICE__GRPC_PORT", "6334")
                .WithEnvironment("QDRANT__SERVICE__API_KEY", key)
                .WithEndpoint(targetPort: 6334, name: "grpc", scheme: "http")
                .WithHttpEndpoint(targetPort: 6333, name: "http")
                .WithEndpoint(targetPort: 6335, name: "p2p")
                .WithVolume($"neuralsearch-{name}-{index}", "/qdrant/storage")
                .WithHttpHealthCheck("/readyz", endpointName: "http")
                .WithArgs(command);
            if (index > 0) member.WaitForStart(members[0]);
            members.Add(member);
        }

        return builder.Join(key, [.. members]);
    }

    /// <summary>An own node as a process with a folder.</summary>
    public static VectorStore AddOwnNode(
        this IDistributedApplicationBuilder builder,
        string name,
        int http,
        int grpc,
        IResourceBuilder<ParameterResource> key,
        AppHostSettings settings)
    {
        var node = builder.AddService<Projects.NeuralSearch_VectorNode>(name, http, grpc, key)
            .WithEnvironment(ServiceExtensions.ApiKeyVariable, key)
            .WithDataFolder(settings.FolderOf(name, vectorsInContainers: false));
        return builder.Join(key, node);
    }

    /// <summary>
    /// A member waits for the first one's port by itself. It cannot wait for its health: after a stop the first is not
    /// ready before it has heard from the others. And Qdrant ends when it finds nobody to join.
    /// </summary>
    private static string JoinCommand(string first, string self) =>
        $"until (exec 3<>/dev/tcp/{first}/6335) 2>/dev/null; do sleep 1; done; "
        + $"exec ./qdrant --bootstrap http://{first}:6335 --uri {self}";

    /// <summary>Hands a service the connection string, and lets it wait for every node.</summary>
    public static IResourceBuilder<ProjectResource> WithVectors(
        this IResourceBuilder<ProjectResource> service, VectorStore vectors)
    {
        service.WithReference(vectors.Connection, ConnectionName);
        foreach (IResourceBuilder<IResource> node in vectors.Nodes) service.WaitFor(node);
        return service;
    }

    /// <summary><c>Endpoint=http://a:6334,http://b:6334;Key=…</c></summary>
    private static VectorStore Join(
        this IDistributedApplicationBuilder builder,
        IResourceBuilder<ParameterResource> key,
        params IResourceBuilder<IResourceWithEndpoints>[] nodes)
    {
        // A resource may not have the name of another, and the own node has taken this one.
        var connection = builder.AddConnectionString($"{ConnectionName}-connection", expression =>
        {
            expression.AppendLiteral("Endpoint=");
            for (int index = 0; index < nodes.Length; index++)
            {
                if (index > 0) expression.AppendLiteral(",");
                expression.Append($"{nodes[index].GetEndpoint("grpc")}");
            }

            expression.Append($";Key={key.Resource}");
        });
        return new VectorStore(connection, nodes);
    }
}
