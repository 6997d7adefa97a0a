using Grpc.Core;
using Grpc.Net.Client;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.Limits;

/// <summary>A collection in which every point is nearest to its own vector, and calls that check the answer.</summary>
internal sealed class SelfNearestPoints : IDisposable
{
    private const string Collection = "self-nearest";
    private const int Dimensions = 16;
    private const int Count = 500;

    // A connection carries at most a hundred calls at a time; what is beyond would wait in the client.
    private const int Connections = 4;

    private readonly GrpcChannel[] _channels;
    private readonly Points.PointsClient[] _clients;

    private SelfNearestPoints(int port)
    {
        _channels = [.. Enumerable.Range(0, Connections).Select(_ => LoopbackChannel.To(port))];
        _clients = [.. _channels.Select(channel => new Points.PointsClient(channel))];
    }

    /// <summary>Creates and fills the collection.</summary>
    public static async Task<SelfNearestPoints> CreateAsync(int port, CancellationToken cancellationToken)
    {
        var points = new SelfNearestPoints(port);
        await new Collections.CollectionsClient(points._channels[0]).CreateAsync(
            new CreateCollection
            {
                CollectionName = Collection,
                VectorsConfig = new VectorsConfig
                {
                    Params = new VectorParams { Size = Dimensions, Distance = Distance.Euclid },
                },
            },
            cancellationToken: cancellationToken);
        var upsert = new UpsertPoints { CollectionName = Collection, Wait = true };
        for (int i = 0; i < Count; i++)
        {
            var dense = new DenseVector();
            dense.Data.Add(VectorOf(i));
            upsert.Points.Add(new PointStruct
            {
                Id = new PointId { Num = (ulong)i },
                Vectors = new Vectors { Vector = new Vector { Dense = dense } },
            });
        }

        await points._clients[0].UpsertAsync(upsert, cancellationToken: cancellationToken);
        return points;
    }

    /// <summary>Asks for the nearest to a point's vector, each time a little beside it.</summary>
    public async Task QueryAsync(int i, Burst burst, CancellationToken cancellationToken)
    {
        int point = i % Count;
        float[] beside = VectorOf(point);
        beside[0] += 1e-6f * i;
        var query = new QueryPoints
        {
            CollectionName = Collection,
            Query = new Contracts.Qdrant.Query { Nearest = new VectorInput { Dense = new DenseVector() } },
            Limit = 3,
        };
        query.Query.Nearest.Dense.Data.Add(beside);
        try
        {
            QueryResponse answer = await _clients[i % Connections].QueryAsync(
                query, deadline: DateTime.UtcNow.AddSeconds(60), cancellationToken: cancellationToken);
            if (answer.Result.Count == 3 && answer.Result[0].Id.Num == (ulong)point) burst.CountAnswer();
            else burst.Keep($"nearest to point {point}: {answer.Result}");
        }
        catch (RpcException error)
        {
            bool isRefusal = error.StatusCode == StatusCode.ResourceExhausted
                && int.TryParse(error.Trailers.GetValue("retry-after"), out int seconds) && seconds > 0;
            if (isRefusal) burst.CountRefusal();
            else burst.Keep(error.ToString());
        }
    }

    public void Dispose()
    {
        foreach (GrpcChannel channel in _channels) channel.Dispose();
    }

    private static float[] VectorOf(int i)
    {
        var numbers = new Random(i);
        return [.. Enumerable.Range(0, Dimensions).Select(_ => (numbers.NextSingle() * 2) - 1)];
    }
}
