using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using NeuralSearch.Client;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node;
using NeuralSearch.Node.Checkpoints;
using NeuralSearch.Node.Wire;
using Xunit;
using CollectionsRpc = NeuralSearch.Contracts.Qdrant.Collections;
using PointsRpc = NeuralSearch.Contracts.Qdrant.Points;
using SnapshotsRpc = NeuralSearch.Contracts.Qdrant.Snapshots;

namespace NeuralSearch.UnitTests.Node;

/// <summary>A node over a folder, called as a user calls it: through the generated clients.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    /// <summary>The collection that the short methods use.</summary>
    public const string Name = "t";

    private readonly TemporaryFolder? _owned;
    private readonly CheckpointOptions _checkpoints;

    private readonly long? _memoryBytes;

    private TestNode(string folder, TemporaryFolder? owned, CheckpointOptions? checkpoints, long? memoryBytes)
    {
        _memoryBytes = memoryBytes;
        Folder = folder;
        _owned = owned;
        _checkpoints = checkpoints ?? new CheckpointOptions();
        Open();
    }

    public string Folder { get; }

    public RecordingLogger Log { get; private set; } = null!;

    public CollectionStore Store { get; private set; } = null!;

    public PointsRpc.PointsClient Points { get; private set; } = null!;

    public CollectionsRpc.CollectionsClient Collections { get; private set; } = null!;

    public SnapshotsRpc.SnapshotsClient Snapshots { get; private set; } = null!;

    /// <summary>The folders of the collections.</summary>
    public string[] CollectionFolders => Directory.GetDirectories(Path.Combine(Folder, "collections"));

    /// <summary>The log files of the only collection.</summary>
    public string[] LogFiles =>
        [.. Directory.GetFiles(Path.Combine(CollectionFolders.Single(), "log")).Order(StringComparer.Ordinal)];

    public static TestNode Start(CheckpointOptions? checkpoints = null, long? memoryBytes = null)
    {
        var folder = new TemporaryFolder();
        return new TestNode(folder.Path, folder, checkpoints, memoryBytes);
    }

    /// <summary>A node over a folder that somebody else owns.</summary>
    public static TestNode Over(string folder, CheckpointOptions? checkpoints = null, long? memoryBytes = null) =>
        new(folder, owned: null, checkpoints, memoryBytes);

    /// <summary>Closes the folder and opens it again.</summary>
    public async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Open();
    }

    public Task CreateAsync(uint size = 2, Distance distance = Distance.Dot, string name = Name) =>
        Collections.CreateAsync(new CreateCollection
        {
            CollectionName = name,
            VectorsConfig = new VectorsConfig { Params = new VectorParams { Size = size, Distance = distance } },
        }).ResponseAsync;

    public Task CreateNamedAsync(params (string Name, uint Size, Distance Distance)[] vectors)
    {
        var map = new VectorParamsMap();
        foreach ((string name, uint size, Distance distance) in vectors)
            map.Map.Add(name, new VectorParams { Size = size, Distance = distance });
        return Collections.CreateAsync(new CreateCollection
        {
            CollectionName = Name,
            VectorsConfig = new VectorsConfig { ParamsMap = map },
        }).ResponseAsync;
    }

    public async Task<UpdateResult> UpsertAsync(params PointStruct[] points)
    {
        var request = new UpsertPoints { CollectionName = Name, Wait = true, Points = { points } };
        return (await Points.UpsertAsync(request)).Result;
    }

    /// <summary>Points that hold nothing but a payload.</summary>
    public Task UpsertPayloadsAsync(params (ulong Id, string Payload)[] points) =>
        UpsertAsync([.. points.Select(point => Make.Point(Make.Id(point.Id), Make.NoVectors(), point.Payload))]);

    public async Task<UpdateResult> DeleteAsync(params PointId[] ids)
    {
        var selector = new PointsSelector { Points = new PointsIdsList { Ids = { ids } } };
        var request = new DeletePoints { CollectionName = Name, Wait = true, Points = selector };
        return (await Points.DeleteAsync(request)).Result;
    }

    public async Task<UpdateResult> DeleteAsync(Filter filter)
    {
        var request = new DeletePoints
        {
            CollectionName = Name,
            Wait = true,
            Points = new PointsSelector { Filter = filter },
        };
        return (await Points.DeleteAsync(request)).Result;
    }

    public async Task IndexFieldAsync(string field, FieldType type) => await Points.CreateFieldIndexAsync(
        new CreateFieldIndexCollection { CollectionName = Name, FieldName = field, FieldType = type, Wait = true });

    /// <summary>Everything of every point that passes, in id order.</summary>
    public async Task<IReadOnlyList<RetrievedPoint>> ScrollAsync(Filter? filter = null)
    {
        var request = new ScrollPoints
        {
            CollectionName = Name,
            Filter = filter,
            Limit = int.MaxValue,
            WithVectors = new WithVectorsSelector { Enable = true },
        };
        return (await Points.ScrollAsync(request)).Result;
    }

    /// <summary>The ids of the points that pass, in id order, numbers only.</summary>
    public async Task<ulong[]> IdsAsync(Filter? filter = null) =>
        [.. (await ScrollAsync(filter)).Select(point => point.Id.Num)];

    /// <summary>Asserts which points pass.</summary>
    public async Task HasIdsAsync(ulong[] expected, Filter? filter = null) =>
        Assert.Equal(expected, await IdsAsync(filter));

    public async Task<IReadOnlyList<ScoredPoint>> QueryAsync(QueryPoints request)
    {
        request.CollectionName = Name;
        return (await Points.QueryAsync(request)).Result;
    }

    public Task<IReadOnlyList<ScoredPoint>> NearestAsync(VectorInput input, ulong limit = 10, Filter? filter = null) =>
        QueryAsync(new QueryPoints
        {
            Query = new Contracts.Qdrant.Query { Nearest = input },
            Limit = limit,
            Filter = filter,
        });

    public async Task<ulong> CountAsync(Filter? filter = null) =>
        (await Points.CountAsync(new CountPoints { CollectionName = Name, Filter = filter })).Result.Count;

    /// <summary>The status that a call fails with; the test fails when it does not.</summary>
    public static async Task<Status> FailureOf(Func<Task> call) => (await Assert.ThrowsAsync<RpcException>(call)).Status;

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _owned?.Dispose();
    }

    private void Open()
    {
        Log = new RecordingLogger();
        var options = new NodeOptions(Folder) { Checkpoints = _checkpoints, MemoryBytes = _memoryBytes };
        Store = CollectionStore.Open(options, Log);
        Store.OpenCollections(TestContext.Current.CancellationToken);
        var invoker = new InProcessCallInvoker(Store, new NodeInterceptor(NullLogger<NodeInterceptor>.Instance));
        Points = new PointsRpc.PointsClient(invoker);
        Collections = new CollectionsRpc.CollectionsClient(invoker);
        Snapshots = new SnapshotsRpc.SnapshotsClient(invoker);
    }
}
