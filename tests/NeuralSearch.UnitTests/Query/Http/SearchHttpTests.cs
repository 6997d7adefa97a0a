using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using Microsoft.Extensions.Options;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.UnitTests.ServiceDefaults;
using Xunit;

namespace NeuralSearch.UnitTests.Query.Http;

/// <summary>The service as a client sees it, on a real socket.</summary>
[Collection(SequentialHosts.Name)]
public sealed class SearchHttpTests : IAsyncLifetime
{
    // Only a failure waits that long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeNode _node = new();
    private readonly FakeEmbeddings _embeddings = new(0.6f, 0.8f);
    private TestHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await QueryHost.StartAsync(_node, _embeddings);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_search_is_answered_in_the_documented_shape()
    {
        _node.With("films", FakeNode.Hit(
            "c1",
            "film-1",
            0.5f,
            "Ein Film über <Wikinger> \U0001F600",
            ("title", new Value { StringValue = "Vikings" }),
            ("year", new Value { IntegerValue = 1958 })));

        var (response, body) = await Search("""{"query":"wikinger"}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var timings = body.GetProperty("timings");
        Assert.Equal(["embedMs", "searchMs", "enrichMs", "totalMs"], timings.EnumerateObject().Select(t => t.Name));
        Assert.Equal("""{"shards":1,"answered":1,"degraded":false}""", body.GetProperty("coverage").GetRawText());
        var expected = JsonNode.Parse(
            """
            [{
              "id": "c1",
              "document": "film-1",
              "title": "Vikings",
              "passage": "Ein Film über <Wikinger> \ud83d\ude00",
              "highlights": [{ "start": 15, "end": 23 }],
              "score": 0.5,
              "why": "Close in meaning (0.50); words: \"wikinger\"",
              "payload": { "year": 1958 }
            }]
            """);
        var results = JsonNode.Parse(body.GetProperty("results").GetRawText());
        Assert.True(JsonNode.DeepEquals(expected, results), results?.ToJsonString());
    }

    [Fact]
    public async Task Pages_follow_one_another()
    {
        _node.With(
            "films", [.. Enumerable.Range(0, 30).Select(i => FakeNode.Hit($"c{i:00}", $"d{i:00}", 1f - (i / 50f)))]);

        var (_, first) = await Search("""{"query":"x","top":2}""");
        var (_, second) = await Search("""{"query":"x","top":2,"offset":2}""");

        Assert.Equal(["d00", "d01"], Documents(first));
        Assert.Equal(["d02", "d03"], Documents(second));
    }

    [Fact]
    public async Task A_filter_reaches_the_node()
    {
        _node.With("films");

        await Search("""{"query":"x","filter":{"must":{"key":"year","range":{"gte":1980}}}}""");

        Assert.Equal(1980, Assert.Single(Assert.Single(_node.Queries).Filter.Must).Field.Range.Gte);
    }

    [Fact]
    public async Task Errors_are_problems_with_their_fields()
    {
        var (response, body) = await Search(
            """{"querry":"x","top":0,"filter":{"must":[{"key":"k","match":{"a":1}}]}}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            ["querry", "query", "filter.must[0].match.a", "top"],
            body.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task An_error_of_the_node_keeps_its_text()
    {
        _node.With("films").Failure = new RpcException(
            new Status(StatusCode.InvalidArgument, "Wrong input: Vector dimension error: expected dim: 4, got 2"));

        var (response, body) = await Search("""{"query":"x","collection":"films"}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("expected dim: 4, got 2", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_over_a_megabyte_is_refused()
    {
        var (response, body) = await Search("{\"query\":\"" + new string('x', 1 << 20) + "\"}");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("urn:neuralsearch:too-large", body.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Another_content_type_is_refused()
    {
        using var content = new StringContent("query=x", Encoding.UTF8, "application/x-www-form-urlencoded");

        var response = await _host.Http.PostAsync("/v1/search", content, Token);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains(
            "takes another one, see /docs", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lone_surrogate_is_searched_for_as_the_replacement_character()
    {
        _node.With("films");

        var (response, _) = await Search("""{"query":"cut \ud83d"}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["cut \uFFFD"], _embeddings.Texts);
    }

    [Fact]
    public async Task A_client_that_goes_away_cancels_the_search()
    {
        _node.With("films").Hangs = true;
        using var client = new CancellationTokenSource();
        using var content = Json("""{"query":"x","collection":"films"}""");

        var search = _host.Http.PostAsync("/v1/search", content, client.Token);
        await _node.HangReached.WaitAsync(Patience, Token);
        await client.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => search);
        await _node.HangCancelled.WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task Collections_are_listed_with_their_model()
    {
        _node.With("films", FakeNode.Hit("c1", "a", 1)).With("documents");

        var body = await _host.Http.GetStringAsync("/v1/collections", Token);

        Assert.Equal(
            """{"collections":["""
            + """{"name":"documents","points":0,"dimensions":3,"distance":"Cosine","status":"green","model":"toy"},"""
            + """{"name":"films","points":1,"dimensions":3,"distance":"Cosine","status":"green","model":"toy"}]}""",
            body);
    }

    [Fact]
    public async Task Readiness_says_that_the_node_does_not_answer()
    {
        var before = await _host.Http.GetAsync("/readyz", Token);
        _node.Failure = new RpcException(new Status(StatusCode.Unavailable, "connection refused"));
        var after = await _host.Http.GetAsync("/readyz", Token);

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, after.StatusCode);
        Assert.Contains("connection refused", await after.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_count_queries_by_outcome_and_stages_by_name()
    {
        _node.With("films", FakeNode.Hit("c1", "a", 1));
        await Search("""{"query":"x"}""");
        await Search("""{"query":"x"}""");
        await Search("""{"query":""}""");
        await Search("""{"query":"x","collection":"none"}""");

        var text = await _host.Http.GetStringAsync("/metrics", Token);

        Assert.Equal(2, MetricsText.Single(text, "neuralsearch_query_duration_seconds_count", "outcome=\"ok\"").Value);
        Assert.Equal(
            1, MetricsText.Single(text, "neuralsearch_query_duration_seconds_count", "outcome=\"invalid\"").Value);
        Assert.Equal(
            1, MetricsText.Single(text, "neuralsearch_query_duration_seconds_count", "outcome=\"not_found\"").Value);
        Assert.Equal(
            3, MetricsText.Single(text, "neuralsearch_query_stage_duration_seconds_count", "stage=\"embed\"").Value);
        Assert.Equal(
            2, MetricsText.Single(text, "neuralsearch_query_stage_duration_seconds_count", "stage=\"enrich\"").Value);
        Assert.Equal(2, MetricsText.Single(text, "neuralsearch_query_results_count").Value);
        Assert.Equal(0, MetricsText.Single(text, "neuralsearch_query_active").Value);
        Assert.Equal(1, MetricsText.Single(text, "neuralsearch_build_info").Value);
        Assert.Equal(1, MetricsText.Single(text, "neuralsearch_ready").Value);
        Assert.InRange(MetricsText.Single(text, "neuralsearch_start_time_seconds").Value, 1.7e9, 4e9);
        foreach (var edge in new[] { "0.005", "0.01", "0.03" })
            Assert.Contains(
                MetricsText.Samples(text),
                s => s.Name == "neuralsearch_query_duration_seconds_bucket"
                    && s.Labels.Contains($"le=\"{edge}\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_query_is_one_activity_with_its_stages_below()
    {
        _node.With("films", FakeNode.Hit("c1", "a", 1));
        var ended = new List<Activity>();
        using var listener = new ActivityListener
        {
            // The server's own activity carries the trace of the request on.
            ShouldListenTo = source => source.Name is "NeuralSearch.Query" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (ended) ended.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var parent = new Activity("test").Start();

        await Search("""{"query":"secret words"}""");

        List<Activity> mine;
        lock (ended) mine = ended.FindAll(a => a.TraceId == parent.TraceId && a.Source.Name == "NeuralSearch.Query");
        Assert.Equal(
            [
                "neuralsearch.query.embed", "neuralsearch.query.search", "neuralsearch.query.enrich",
                "neuralsearch.query",
            ],
            mine.Select(a => a.OperationName));
        Assert.All(mine.Take(3), stage => Assert.Equal(mine[3].SpanId, stage.ParentSpanId));
        Assert.DoesNotContain(
            mine.SelectMany(a => a.Tags), tag => tag.Value!.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Options_out_of_range_stop_the_start_and_name_their_path()
    {
        var exception = await Assert.ThrowsAnyAsync<OptionsValidationException>(
            () => QueryHost.StartAsync(new FakeNode(), _embeddings, ("NeuralSearch:Query:TimeoutSeconds", "0")));

        Assert.Contains("NeuralSearch:Query:TimeoutSeconds", exception.Message, StringComparison.Ordinal);
    }

    private async Task<(HttpResponseMessage Response, JsonElement Body)> Search(string json)
    {
        using var content = Json(json);
        var response = await _host.Http.PostAsync("/v1/search", content, Token);
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        return (response, document.RootElement.Clone());
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private static IEnumerable<string?> Documents(JsonElement body) =>
        body.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("document").GetString());
}
