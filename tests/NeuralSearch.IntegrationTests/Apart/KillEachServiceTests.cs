using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Grpc.Net.Client;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.Apart;

/// <summary>
/// Each of the four processes is killed and started again while documents and points are being written through the
/// front: what was acknowledged is there afterwards, once, and searches are answered again.
/// </summary>
public sealed class KillEachServiceTests : IDisposable
{
    private const string PointCollection = "points";
    private const string DocumentCollection = "documents";
    private const int Clients = 2;
    private const int IdsOfAClient = 300;
    private const int WritesBeforeKill = 20;
    private const int UploadsAfterRestart = 2;
    private const uint Page = 1000;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private readonly TemporaryFolder _folder = new();

    // A failed run is repeated with its seed in the environment variable.
    private readonly int _seed = int.TryParse(
        Environment.GetEnvironmentVariable("NEURALSEARCH_TEST_SEED"), CultureInfo.InvariantCulture, out int seed)
        ? seed
        : Random.Shared.Next();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nothing_acknowledged_is_lost_whichever_process_is_killed()
    {
        var random = new Random(_seed);
        await using ApartSystem system = await ApartSystem.StartAsync(_folder.Path);
        using GrpcChannel front = LoopbackChannel.To(system.Query.GrpcPort!.Value);
        var points = new Points.PointsClient(front);
        await CreateCollectionAsync(front);
        AcknowledgedWrites[] writers = [.. Enumerable.Range(0, Clients).Select(i => new AcknowledgedWrites(
            PointCollection, (ulong)(i * IdsOfAClient), IdsOfAClient, new Random(random.Next())))];
        var documents = new DocumentLoad(system.Query.Http, DocumentCollection);

        (string Name, ServiceProcess Service)[] victims =
        [
            ("embedding", system.Embedding), ("ingestion", system.Ingestion),
            ("vectors", system.Vectors), ("query", system.Query),
        ];
        foreach ((string name, ServiceProcess service) in victims)
        {
            await LoadWhileKilledAsync(system, service, writers, documents);

            string when = $"after {name} was killed, seed {_seed}";
            await VerifyPointsAsync(points, writers, when);
            await VerifyDocumentsAsync(points, documents, when);
            await VerifySearchAsync(system, when);
        }

        Assert.True(documents.Failures > 0, $"No upload noticed that a process was killed, seed {_seed}.");
    }

    private static async Task LoadWhileKilledAsync(
        ApartSystem system, ServiceProcess victim, AcknowledgedWrites[] writers, DocumentLoad documents)
    {
        int written = 0;
        bool isOver = false;
        var underLoad = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int before = documents.Acknowledged.Count;
        int front = system.Query.GrpcPort!.Value;
        Task load = Task.WhenAll(
        [
            documents.RunAsync(() => Volatile.Read(ref isOver)),
            .. writers.Select(writer => Task.Run(() => writer.RunAsync(front, () =>
            {
                if (Interlocked.Increment(ref written) >= WritesBeforeKill
                    && documents.Acknowledged.Count > before) underLoad.TrySetResult();
                return Volatile.Read(ref isOver);
            }))),
        ]);
        try
        {
            await underLoad.Task.WaitAsync(Limit);
            await victim.KillAsync();
            int atKill = documents.Acknowledged.Count;
            await victim.StartAsync();
            await UntilAsync(() => documents.Acknowledged.Count >= atKill + UploadsAfterRestart);
        }
        finally
        {
            Volatile.Write(ref isOver, true);
            await load.WaitAsync(Limit);
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var expired = new CancellationTokenSource(Limit);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!condition()) await pause.WaitForNextTickAsync(expired.Token);
    }

    private static async Task CreateCollectionAsync(GrpcChannel front) =>
        await new Collections.CollectionsClient(front).CreateAsync(new CreateCollection
        {
            CollectionName = PointCollection,
            VectorsConfig = new VectorsConfig
            {
                Params = new VectorParams { Size = AcknowledgedWrites.Dimensions, Distance = Distance.Euclid },
            },
        });

    private static async Task VerifyPointsAsync(Points.PointsClient points, AcknowledgedWrites[] writers, string when)
    {
        Dictionary<ulong, RetrievedPoint> stored =
            (await ScrollAsync(points, PointCollection, withVectors: true)).ToDictionary(point => point.Id.Num);

        string[] wrong =
        [
            .. writers.SelectMany(writer => writer.Ids.Select(id => writer.Verify(id, stored.GetValueOrDefault(id))))
                .OfType<string>(),
        ];

        Assert.True(wrong.Length == 0, $"{when}: {string.Join("; ", wrong)}");
    }

    private static async Task VerifyDocumentsAsync(Points.PointsClient points, DocumentLoad documents, string when)
    {
        (string Document, long Chunk)[] chunks =
        [
            .. (await ScrollAsync(points, DocumentCollection, withVectors: false))
                .Select(point => (point.Payload["document"].StringValue, point.Payload["chunk"].IntegerValue)),
        ];

        string[] lost = [.. documents.Acknowledged.Except(chunks.Select(chunk => chunk.Document))];
        Assert.True(lost.Length == 0, $"{when}, acknowledged and not there: {string.Join(", ", lost)}");
        Assert.Equal(chunks.Length, chunks.Distinct().Count());
    }

    private static async Task VerifySearchAsync(ApartSystem system, string when)
    {
        using HttpResponseMessage answer = await system.Query.Http.PostAsJsonAsync(
            "v1/search", new JsonObject { ["query"] = "a number", ["collection"] = DocumentCollection });
        string body = await answer.Content.ReadAsStringAsync();

        Assert.True(answer.IsSuccessStatusCode, $"{when}: {(int)answer.StatusCode} {body}");
        Assert.NotEmpty(JsonNode.Parse(body)!["results"]!.AsArray());
    }

    private static async Task<List<RetrievedPoint>> ScrollAsync(
        Points.PointsClient points, string collection, bool withVectors)
    {
        var all = new List<RetrievedPoint>();
        var request = new ScrollPoints
        {
            CollectionName = collection,
            Limit = Page,
            WithPayload = new WithPayloadSelector { Enable = true },
            WithVectors = new WithVectorsSelector { Enable = withVectors },
        };
        do
        {
            ScrollResponse page = await points.ScrollAsync(request);
            all.AddRange(page.Result);
            request.Offset = page.NextPageOffset;
        }
        while (request.Offset is not null);
        return all;
    }
}
