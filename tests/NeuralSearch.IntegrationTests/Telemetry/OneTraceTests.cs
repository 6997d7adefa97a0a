using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Grpc.Net.Client;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.Telemetry;

/// <summary>
/// A request through four processes is one trace: every step is a span, its parent is the step that asked for it, and
/// nothing that a user wrote is in any tag.
/// </summary>
public sealed class OneTraceTests : IAsyncLifetime
{
    private const string Secret = "xylophone";
    private const string Embed = "POST /neuralsearch.embedding.v1.Embeddings/Embed";
    private const string Call = "Grpc.Net.Client.GrpcOut";
    private const string Model = "embeddings all-MiniLM-L6-v2";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private OtlpReceiver _receiver = null!;
    private ApartSystem _system = null!;

    public async ValueTask InitializeAsync()
    {
        _receiver = await OtlpReceiver.StartAsync();
        _system = await ApartSystem.StartAsync(_folder.Path, _receiver.Environment);
        using var document = new StringContent($$"""{"id": "{{Secret}}/1", "text": "The {{Secret}} is loud."}""");
        HttpResponseMessage stored = await _system.Query.Http.PostAsync("v1/documents", document);
        stored.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        await _receiver.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_search_is_one_trace_from_http_through_embedding_and_node_and_back()
    {
        await SearchAsync($"a loud {Secret}");

        Trace trace = await TraceOfAsync(
            "POST /v1/search", Embed, "POST /qdrant.Points/Query", "POST /qdrant.Points/Get");
        trace.Path("query", "neuralsearch.query", "neuralsearch.query.embed", Call, "POST")
            .Path("embedding", Embed, Model);
        trace.Path("query", "neuralsearch.query", "neuralsearch.query.search", Call, "POST")
            .Path("vectors", "POST /qdrant.Points/Query", "neuralsearch.node.request", "neuralsearch.node.search");
        trace.Path("query", "neuralsearch.query", "neuralsearch.query.enrich", Call, "POST")
            .Path("vectors", "POST /qdrant.Points/Get", "neuralsearch.node.request");
    }

    [Fact]
    public async Task A_call_of_the_front_is_one_trace_to_the_node()
    {
        using GrpcChannel channel = LoopbackChannel.To(_system.Query.GrpcPort!.Value);
        await new Points.PointsClient(channel).CountAsync(new CountPoints { CollectionName = "documents" });

        Trace trace = await TraceOfAsync("POST /qdrant.Points/Count", "neuralsearch.node.request");
        trace.Path("query", Call, "POST").Path("vectors", "POST /qdrant.Points/Count", "neuralsearch.node.request");
    }

    [Fact]
    public async Task An_upload_is_one_trace_through_ingestion()
    {
        Trace trace = await TraceOfAsync("POST /v1/documents/{**rest}", Embed, "POST /qdrant.Points/Upsert");

        Trace.At ingestion = trace.Path("query", "POST").Path("ingestion", "POST /v1/documents");
        ingestion.Path("ingestion", "neuralsearch.ingestion", Call, "POST")
            .Path("embedding", Embed, Model);
        ingestion.Path("ingestion", "neuralsearch.ingestion", Call, "POST")
            .Path("vectors", "POST /qdrant.Points/Upsert", "neuralsearch.node.request");
    }

    [Fact]
    public async Task No_span_carries_what_a_user_wrote_or_asks_for_health()
    {
        await SearchAsync($"a loud {Secret}");
        await _system.Query.Http.DeleteAsync($"v1/documents/documents/{Secret}%2F1");
        using HttpResponseMessage health = await _system.Query.Http.GetAsync("readyz");

        await TraceOfAsync("DELETE /v1/documents/{**rest}", "neuralsearch.node.request");

        string[] spans = [.. _receiver.Spans.Select(span => $"{span}")];
        Assert.DoesNotContain(spans, span => span.Contains(Secret, StringComparison.Ordinal));
        Assert.DoesNotContain(spans, span => span.Contains("HealthCheck", StringComparison.Ordinal)
            || span.Contains("readyz", StringComparison.Ordinal));
    }

    private async Task SearchAsync(string query)
    {
        HttpResponseMessage answer = await _system.Query.Http.PostAsJsonAsync(
            "v1/search", new JsonObject { ["query"] = query });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>
    /// The trace whose root has a name, once spans of the awaited names have come and every parent has: a process sends a
    /// span after those within it, and one process before or after another.
    /// </summary>
    private async Task<Trace> TraceOfAsync(string root, params string[] awaited)
    {
        Trace? trace = null;
        await _receiver.WaitAsync(
            spans =>
            {
                trace = spans.Where(span => span.ParentId == "" && span.Name == root)
                    .Select(span => new Trace(span, [.. spans.Where(other => other.TraceId == span.TraceId)]))
                    .FirstOrDefault(found => found.IsComplete
                        && awaited.All(name => found.Spans.Any(span => span.Name == name)));
                return trace is not null;
            },
            Limit);
        return trace!;
    }
}
