using Grpc.Core;
using Grpc.Net.Client;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Evals.Load;
using NeuralSearch.Evals.Servers;

namespace NeuralSearch.Evals.Overload;

/// <summary>
/// Exact searches by vector over Qdrant's gRPC: work enough that the node, and not the generator, is what is full.
/// </summary>
internal sealed class PointsQueries : IDisposable
{
    private const string Collection = "overload";
    private const int Dimensions = 384;
    private const int PointsOfAnUpsert = 500;
    private const int Seed = 20_261_124;

    private readonly GrpcChannel _channel;
    private readonly Points.PointsClient _client;
    private readonly float[][] _queries;

    private PointsQueries(Uri address)
    {
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            // More connections as soon as one carries all the calls that the server allows it.
            HttpHandler = new SocketsHttpHandler { UseProxy = false, EnableMultipleHttp2Connections = true },
            DisposeHttpClient = true,
        });
        _client = new Points.PointsClient(_channel);
        var numbers = new Random(Seed + 1);
        _queries = [.. Enumerable.Range(0, 500).Select(_ => VectorFrom(numbers))];
    }

    public static async Task<PointsQueries> CreateAsync(
        ServerProcess server, int count, CancellationToken cancellationToken)
    {
        var points = new PointsQueries(server.GrpcAddress);
        await new Collections.CollectionsClient(points._channel).CreateAsync(
            new CreateCollection
            {
                CollectionName = Collection,
                VectorsConfig = new VectorsConfig
                {
                    Params = new VectorParams { Size = Dimensions, Distance = Distance.Cosine },
                },
            },
            cancellationToken: cancellationToken);
        var numbers = new Random(Seed);
        for (int first = 0; first < count; first += PointsOfAnUpsert)
        {
            var upsert = new UpsertPoints { CollectionName = Collection, Wait = true };
            for (int i = first; i < Math.Min(count, first + PointsOfAnUpsert); i++)
                upsert.Points.Add(new PointStruct
                {
                    Id = new PointId { Num = (ulong)i },
                    Vectors = new Vectors { Vector = new Vector { Dense = Dense(VectorFrom(numbers)) } },
                });
            await points._client.UpsertAsync(upsert, cancellationToken: cancellationToken);
        }

        return points;
    }

    public Target Target(int count) => new(
        "Points/Query exact", $"uniform, {count} points, {Dimensions} d, seed {Seed}", SendAsync);

    public void Dispose() => _channel.Dispose();

    private async Task<Outcome> SendAsync(int i, CancellationToken cancellationToken)
    {
        var request = new QueryPoints
        {
            CollectionName = Collection,
            Query = new Contracts.Qdrant.Query
            {
                Nearest = new VectorInput { Dense = Dense(_queries[i % _queries.Length]) },
            },
            Params = new SearchParams { Exact = true },
            Limit = 10,
        };
        try
        {
            QueryResponse answer = await _client.QueryAsync(request, cancellationToken: cancellationToken);
            return answer.Result.Count == 10 ? Outcome.Answered : Outcome.Failed;
        }
        catch (RpcException error)
        {
            bool isRefusal = error.StatusCode == StatusCode.ResourceExhausted
                && error.Trailers.GetValue("retry-after") is not null;
            return isRefusal ? Outcome.Refused : Outcome.Failed;
        }
    }

    private static DenseVector Dense(float[] vector)
    {
        var dense = new DenseVector();
        dense.Data.Add(vector);
        return dense;
    }

    private static float[] VectorFrom(Random numbers) =>
        [.. Enumerable.Range(0, Dimensions).Select(_ => (numbers.NextSingle() * 2) - 1)];
}
