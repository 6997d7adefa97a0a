using Google.Protobuf.Reflection;
using Grpc.Net.Client.Configuration;
using NeuralSearch.Contracts.Embedding;
using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Client.Channels;

/// <summary>The methods of the contracts that change nothing.</summary>
internal static class Reads
{
    // What is not known to be a read counts as a write.
    private static readonly (ServiceDescriptor Service, string[] Methods)[] Known =
    [
        (Points.Descriptor,
        [
            "Get", "Scroll", "Count", "Facet", "Query", "QueryBatch", "QueryGroups", "Search", "SearchBatch",
            "SearchGroups", "SearchMatrixPairs", "SearchMatrixOffsets", "Recommend", "RecommendBatch",
            "RecommendGroups", "Discover", "DiscoverBatch",
        ]),
        (Collections.Descriptor,
        [
            "Get", "List", "CollectionExists", "ListAliases", "ListCollectionAliases", "CollectionClusterInfo",
            "ListShardKeys",
        ]),
        (Snapshots.Descriptor, ["List", "ListFull"]),
        (Qdrant.Descriptor, ["HealthCheck"]),
        (Embeddings.Descriptor, ["Embed", "GetModel"]),
    ];

    /// <summary>Their names, as a channel is configured with them.</summary>
    public static IEnumerable<MethodName> Methods =>
        from known in Known
        from method in known.Methods
        select new MethodName { Service = known.Service.FullName, Method = method };
}
