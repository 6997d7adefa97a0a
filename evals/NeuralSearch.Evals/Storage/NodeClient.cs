using Grpc.Net.Client;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Servers;

namespace NeuralSearch.Evals.Storage;

/// <summary>What the suite asks of a node, by Qdrant's gRPC.</summary>
internal sealed class NodeClient : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly Collections.CollectionsClient _collections;
    private readonly Points.PointsClient _points;

    public NodeClient(ServerProcess node)
    {
        _channel = GrpcChannel.ForAddress(node.GrpcAddress, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { UseProxy = false },
            DisposeHttpClient = true,
        });
        _collections = new Collections.CollectionsClient(_channel);
        _points = new Points.PointsClient(_channel);
    }

    public void Dispose() => _channel.Dispose();

    public async Task CreateAsync(string collection, CancellationToken cancellationToken) =>
        await _collections.CreateAsync(
            new CreateCollection
            {
                CollectionName = collection,
                VectorsConfig = new VectorsConfig
                {
                    Params = new VectorParams { Size = StorageOptions.Dimensions, Distance = Distance.Cosine },
                },
            },
            cancellationToken: cancellationToken);

    /// <summary>Upserts rows under their numbers, and returns when they are on the disk.</summary>
    public async Task UpsertAsync(
        string collection, RowMatrix rows, int first, int count, CancellationToken cancellationToken)
    {
        var request = new UpsertPoints { CollectionName = collection, Wait = true };
        for (int row = first; row < first + count; row++)
            request.Points.Add(new PointStruct
            {
                Id = new PointId { Num = (ulong)row },
                Vectors = new Vectors { Vector = new Vector { Dense = Dense(rows[row]) } },
            });
        await _points.UpsertAsync(request, cancellationToken: cancellationToken);
    }

    /// <summary>The numbers of the nearest points, nearest first.</summary>
    public async Task<int[]> NearestAsync(
        string collection, float[] query, CancellationToken cancellationToken)
    {
        var request = new QueryPoints
        {
            CollectionName = collection,
            Query = new Contracts.Qdrant.Query { Nearest = new VectorInput { Dense = Dense(query) } },
            Limit = StorageOptions.K,
        };
        QueryResponse answer = await _points.QueryAsync(request, cancellationToken: cancellationToken);
        return [.. answer.Result.Select(point => (int)point.Id.Num)];
    }

    public async Task<ulong> CountAsync(string collection, CancellationToken cancellationToken)
    {
        var request = new CountPoints { CollectionName = collection };
        return (await _points.CountAsync(request, cancellationToken: cancellationToken)).Result.Count;
    }

    /// <summary>How many points are in the graph.</summary>
    public async Task<ulong> IndexedAsync(string collection, CancellationToken cancellationToken) =>
        (await _collections.GetAsync(
            new GetCollectionInfoRequest { CollectionName = collection }, cancellationToken: cancellationToken))
        .Result.IndexedVectorsCount;

    private static DenseVector Dense(ReadOnlySpan<float> row)
    {
        var dense = new DenseVector();
        foreach (float component in row) dense.Data.Add(component);
        return dense;
    }
}
