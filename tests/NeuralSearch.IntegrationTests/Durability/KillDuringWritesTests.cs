using System.Globalization;
using Grpc.Net.Client;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.Durability;

/// <summary>The promise of <c>wait=true</c>, tested by killing the real process again and again.</summary>
public sealed class KillDuringWritesTests : IDisposable
{
    private const string Collection = "killed";
    private const int Kills = 5;
    private const int Clients = 4;
    private const int IdsOfAClient = 400;
    private const uint PageSize = 500;

    private readonly TemporaryFolder _folder = new();

    // A failed run is repeated with its seed in the environment variable.
    private readonly int _seed = int.TryParse(
        Environment.GetEnvironmentVariable("NEURALSEARCH_TEST_SEED"), CultureInfo.InvariantCulture, out int seed)
        ? seed
        : Random.Shared.Next();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_acknowledged_write_survives_kill_9()
    {
        var random = new Random(_seed);
        AcknowledgedWrites[] clients = [.. Enumerable.Range(0, Clients).Select(i => new AcknowledgedWrites(
            Collection, (ulong)(i * IdsOfAClient), IdsOfAClient, new Random(random.Next())))];
        await CreateCollectionAsync();

        for (int kill = 0; kill <= Kills; kill++)
        {
            await using StandaloneProcess node = await StandaloneProcess.StartAsync(_folder.Path, "--no-sample");
            await VerifyAsync(node, clients, $"after kill {kill} of seed {_seed}");
            if (kill < Kills) await WriteUntilKilledAsync(node, clients, killAfter: random.Next(20, 150));
        }

        Assert.True(
            clients.Sum(client => client.AcknowledgedPoints) > 1000,
            $"Too few writes to mean anything, seed {_seed}.");
    }

    private async Task CreateCollectionAsync()
    {
        await using StandaloneProcess node = await StandaloneProcess.StartAsync(_folder.Path, "--no-sample");
        using GrpcChannel channel = LoopbackChannel.To(node.GrpcPort);
        await new Collections.CollectionsClient(channel).CreateAsync(new CreateCollection
        {
            CollectionName = Collection,
            VectorsConfig = new VectorsConfig
            {
                Params = new VectorParams { Size = AcknowledgedWrites.Dimensions, Distance = Distance.Euclid },
            },
        });
        await node.KillAsync();
    }

    private static async Task WriteUntilKilledAsync(StandaloneProcess node, AcknowledgedWrites[] clients, int killAfter)
    {
        int acknowledged = 0;
        await Task.WhenAll(clients.Select(client => Task.Run(() => client.RunAsync(node.GrpcPort, () =>
        {
            int count = Interlocked.Increment(ref acknowledged);
            if (count == killAfter) node.Process.Kill();
            return count >= killAfter && node.Process.HasExited;
        }))));
        await node.KillAsync();
    }

    private static async Task VerifyAsync(StandaloneProcess node, AcknowledgedWrites[] clients, string when)
    {
        using GrpcChannel channel = LoopbackChannel.To(node.GrpcPort);
        var points = new Points.PointsClient(channel);

        Dictionary<ulong, RetrievedPoint> stored = await ScrollAsync(points);
        CountResponse count = await points.CountAsync(new CountPoints { CollectionName = Collection, Exact = true });
        string[] wrong = [.. clients.SelectMany(client => client.Ids
            .Select(id => client.Verify(id, stored.GetValueOrDefault(id)))
            .OfType<string>())];

        Assert.True(wrong.Length == 0, $"{when}: {string.Join("; ", wrong.Take(10))} ({wrong.Length} in all)");
        Assert.Empty(stored.Keys.Except(clients.SelectMany(client => client.Ids)));
        Assert.True(
            (ulong)stored.Count == count.Result.Count, $"{when}: count {count.Result.Count}, scroll {stored.Count}");
        foreach (RetrievedPoint point in stored.Values.Take(20)) await FindsItselfAsync(points, point, when);
    }

    private static async Task FindsItselfAsync(Points.PointsClient points, RetrievedPoint point, string when)
    {
        QueryResponse answer = await points.QueryAsync(new QueryPoints
        {
            CollectionName = Collection,
            Query = new Contracts.Qdrant.Query { Nearest = new VectorInput { Dense = point.Vectors.Vector.Dense } },
            Limit = 1,
        });

        Assert.True(answer.Result[0].Id.Equals(point.Id), $"{when}: {point.Id} is not its own nearest neighbour");
        Assert.Equal(0, answer.Result[0].Score);
    }

    private static async Task<Dictionary<ulong, RetrievedPoint>> ScrollAsync(Points.PointsClient points)
    {
        var stored = new Dictionary<ulong, RetrievedPoint>();
        var page = new ScrollPoints
        {
            CollectionName = Collection,
            Limit = PageSize,
            WithVectors = new WithVectorsSelector { Enable = true },
        };
        do
        {
            ScrollResponse answer = await points.ScrollAsync(page);
            foreach (RetrievedPoint point in answer.Result) stored.Add(point.Id.Num, point);
            page.Offset = answer.NextPageOffset;
        }
        while (page.Offset is not null);
        return stored;
    }
}
