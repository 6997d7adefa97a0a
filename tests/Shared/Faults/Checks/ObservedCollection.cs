using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Testing.Faults.Workload;

namespace NeuralSearch.Testing.Faults.Checks;

/// <summary>All that a collection of a node holds, read by scrolling.</summary>
internal sealed class ObservedCollection
{
    private const uint PageSize = 250; // some payloads are large

    private ObservedCollection(string name) => Name = name;

    public string Name { get; }

    public SortedDictionary<ulong, RetrievedPoint> Points { get; } = [];

    public SortedSet<string> Indexes { get; } = new(StringComparer.Ordinal);

    public ulong Count { get; private set; }

    public static async Task<ObservedCollection> ReadAsync(INodeClient node, string name)
    {
        var observed = new ObservedCollection(name);
        GetCollectionInfoResponse info = await node.Collections.GetAsync(
            new GetCollectionInfoRequest { CollectionName = name }, Call);
        observed.Indexes.UnionWith(info.Result.PayloadSchema.Keys);
        await foreach (RetrievedPoint point in ScrollAsync(node, name, filter: null)) observed.Points.Add(point.Id.Num, point);
        observed.Count = (await node.Points.CountAsync(new CountPoints { CollectionName = name, Exact = true }, Call))
            .Result.Count;
        return observed;
    }

    public static async IAsyncEnumerable<RetrievedPoint> ScrollAsync(INodeClient node, string name, Filter? filter)
    {
        var page = new ScrollPoints
        {
            CollectionName = name,
            Filter = filter,
            Limit = PageSize,
            WithPayload = new WithPayloadSelector { Enable = true },
            WithVectors = new WithVectorsSelector { Enable = filter is null },
        };
        do
        {
            ScrollResponse answer = await node.Points.ScrollAsync(page, Call);
            foreach (RetrievedPoint point in answer.Result) yield return point;
            page.Offset = answer.NextPageOffset;
        }
        while (page.Offset is not null);
    }

    public static CallOptions Call => new(deadline: DateTime.UtcNow.AddSeconds(30));

    /// <summary>The revision of a point that the workload wrote; -1 of any other.</summary>
    public static int RevisionOf(RetrievedPoint point) =>
        point.Payload.TryGetValue("revision", out Value? revision) ? (int)revision.IntegerValue : -1;
}
