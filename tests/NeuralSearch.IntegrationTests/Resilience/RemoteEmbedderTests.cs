using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Grpc.Net.Client;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.Resilience;

/// <summary>
/// The whole product over a remote embedder that hangs, fails and answers garbage: searches by vector go on, searches
/// by text say at once why they cannot, nothing wrong is stored, and all is well again when the remote is.
/// </summary>
public sealed class RemoteEmbedderTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RemoteEmbedder _embedder = null!;
    private StandaloneProcess _product = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _embedder = await RemoteEmbedder.StartAsync();
        _product = await StandaloneProcess.StartAsync(_folder.Path, ["--no-sample"], new Dictionary<string, string?>
        {
            ["NeuralSearch__Embedding__Remote__Kind"] = "openai",
            ["NeuralSearch__Embedding__Remote__Endpoint"] = _embedder.Endpoint,
            ["NeuralSearch__Embedding__Remote__Model"] = "remote-model",
            ["NeuralSearch__Embedding__Remote__BreakDuration"] = "00:00:00.5",
            ["NeuralSearch__Ingestion__RetryDelay"] = "00:00:00.01",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _product.DisposeAsync();
        await _embedder.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(Behaviour.Hanging)]
    [InlineData(Behaviour.Failing)]
    [InlineData(Behaviour.Html)]
    public async Task Without_the_remote_vectors_are_searched_and_texts_are_503_until_it_is_back(Behaviour behaviour)
    {
        await IngestAsync(20);
        JsonNode before = await _product.SearchAsync("a first question");
        Assert.NotEmpty(before["results"]!.AsArray());

        _embedder.Behaviour = behaviour;
        Task<HttpResponseMessage> text = SearchAsync("b second question");
        using GrpcChannel channel = LoopbackChannel.To(_product.GrpcPort);
        Points.PointsClient points = new(channel);
        for (int i = 0; i < 20; i++)
        {
            QueryResponse answer = await points.QueryAsync(ByVector(), cancellationToken: Token);
            Assert.Equal(3, answer.Result.Count);
        }

        using HttpResponseMessage refused = await text;
        await CircuitAsync(1);
        using HttpResponseMessage next = await SearchAsync("c third question");
        JsonNode cached = await _product.SearchAsync("a first question");
        _embedder.Behaviour = Behaviour.Good;
        await CircuitAsync(0);
        JsonNode after = await _product.SearchAsync("d fourth question");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, next.StatusCode);
        string problem = await next.Content.ReadAsStringAsync(Token);
        Assert.Contains("The remote embedder", problem, StringComparison.Ordinal);
        Assert.NotEmpty(cached["results"]!.AsArray());
        Assert.NotEmpty(after["results"]!.AsArray());
    }

    [Fact]
    public async Task Garbage_is_never_stored()
    {
        await IngestAsync(1);
        Behaviour[] garbage = [Behaviour.NaN, Behaviour.WrongDimension, Behaviour.Truncated, Behaviour.Html];

        foreach (Behaviour behaviour in garbage)
        {
            await CircuitAsync(0);
            _embedder.Behaviour = behaviour;
            JsonNode summary = await PostAsync(50, $"{behaviour}-");
            Assert.Equal(0, summary["stored"]!.GetValue<int>());
            Assert.Equal(50, summary["failed"]!.GetValue<int>());
            _embedder.Behaviour = Behaviour.Good;
        }

        using GrpcChannel channel = LoopbackChannel.To(_product.GrpcPort);
        CountResponse count = await new Points.PointsClient(channel).CountAsync(
            new CountPoints { CollectionName = "documents", Exact = true }, cancellationToken: Token);
        Assert.Equal(1ul, count.Result.Count);
        Assert.All(garbage, behaviour => Assert.InRange(_embedder.Requests[behaviour], 1, 100));
    }

    private static QueryPoints ByVector()
    {
        QueryPoints query = new()
        {
            CollectionName = "documents",
            Limit = 3,
            Query = new NeuralSearch.Contracts.Qdrant.Query { Nearest = new VectorInput { Dense = new DenseVector() } },
        };
        query.Query.Nearest.Dense.Data.AddRange(RemoteEmbedder.VectorOf("whale"));
        return query;
    }

    private Task<HttpResponseMessage> SearchAsync(string query) =>
        _product.Http.PostAsJsonAsync("v1/search", new JsonObject { ["query"] = query }, Token);

    private async Task IngestAsync(int documents)
    {
        JsonNode summary = await PostAsync(documents, "d");
        Assert.Equal(documents, summary["stored"]!.GetValue<int>());
    }

    private async Task<JsonNode> PostAsync(int documents, string prefix)
    {
        string lines = string.Concat(Enumerable.Range(0, documents).Select(
            i => $"{{\"id\":\"{prefix}{i}\",\"text\":\"{(char)('a' + i % 26)} text about number {i}.\"}}\n"));
        using HttpResponseMessage answer = await _product.Http.PostAsync(
            "v1/documents", new StringContent(lines), Token);
        string body = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonNode.Parse(body.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])!["summary"]!;
    }

    /// <summary>Waits until the circuit is open (1) or closed (0), as the metric says.</summary>
    private async Task CircuitAsync(int state)
    {
        using CancellationTokenSource expired = CancellationTokenSource.CreateLinkedTokenSource(Token);
        expired.CancelAfter(TimeSpan.FromSeconds(60));
        using PeriodicTimer pause = new(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            bool isOpen = await _product.MetricAsync("neuralsearch_embedding_remote_circuit") != 0;
            HttpStatusCode? ready = await _product.ReadinessAsync();
            if (state == 1 ? isOpen : !isOpen && ready == HttpStatusCode.OK) return;
            await pause.WaitForNextTickAsync(expired.Token);
        }
    }
}
