using System.Diagnostics.Metrics;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Query;
using NeuralSearch.Query.Pipeline;
using NeuralSearch.Query.Telemetry;
using NeuralSearch.ServiceDefaults.Problems;
using Xunit;

namespace NeuralSearch.UnitTests.Query.Pipeline;

public sealed class QueryPipelineTests : IDisposable
{
    private readonly FakeNode _node = new();
    private readonly FakeEmbeddings _embeddings = new(0.6f, 0.8f);
    private readonly FakeTimeProvider _time = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_result_shows_its_passage_and_the_users_fields()
    {
        _node.With("films", FakeNode.Hit(
            "c1",
            "film-1",
            0.618f,
            "A Viking raid on the coast of Norway.",
            ("title", new Value { StringValue = "The Vikings" }),
            ("url", new Value { StringValue = "https://example.org/v" }),
            ("year", new Value { IntegerValue = 1958 }),
            ("rating", new Value { DoubleValue = 7 }),
            ("genres", new Value { ListValue = new ListValue { Values = { new Value { StringValue = "War" } } } })));

        var answer = await Pipeline().RunAsync(new SearchQuery("vikings in norway", null, null, 10, 0), Token);

        var result = Assert.Single(answer.Results);
        Assert.Equal(
            ("c1", "film-1", "The Vikings", "https://example.org/v"),
            (result.Id, result.Document, result.Title, result.Url));
        Assert.Equal(["Viking", "Norway"], result.Highlights.Select(h => result.Passage[h.Start..h.End]));
        Assert.Equal("Close in meaning (0.62); words: \"vikings\", \"norway\"", result.Why);
        Assert.Equal("""{"genres":["War"],"rating":7,"year":1958}""", result.Payload.ToJsonString());
        Assert.Equal(["vikings in norway"], _embeddings.Texts);
        Assert.Equal((1, 1, false), (answer.Coverage.Shards, answer.Coverage.Answered, answer.Coverage.Degraded));
    }

    [Fact]
    public async Task Timings_are_positive_and_the_total_holds_the_stages()
    {
        _node.With("films", FakeNode.Hit("c1", "a", 0.5f));

        var timings = (await Pipeline().RunAsync(new SearchQuery("x", null, null, 10, 0), Token)).Timings;

        Assert.All([timings.EmbedMs, timings.SearchMs, timings.EnrichMs], ms => Assert.True(ms > 0));
        Assert.True(timings.TotalMs >= timings.EmbedMs + timings.SearchMs + timings.EnrichMs - 0.01);
    }

    [Fact]
    public async Task Results_without_common_words_claim_none()
    {
        _node.With("films", FakeNode.Hit("c1", "a", 0.25f, "Nothing alike."));

        var result = Assert.Single(
            (await Pipeline().RunAsync(new SearchQuery("robot", null, null, 10, 0), Token)).Results);

        Assert.Equal("Distantly related in meaning (0.25)", result.Why);
        Assert.Empty(result.Highlights);
    }

    [Fact]
    public async Task A_chunk_that_vanished_after_the_search_is_left_out()
    {
        _node.With("films", FakeNode.Hit("c1", "a", 0.5f), FakeNode.Hit("c2", "b", 0.4f)).Vanished.Add("c1");

        var answer = await Pipeline().RunAsync(new SearchQuery("x", null, null, 10, 0), Token);

        Assert.Equal(["b"], answer.Results.Select(r => r.Document));
    }

    [Fact]
    public async Task Without_collections_the_error_says_how_to_ingest()
    {
        var problem = await Fails(new SearchQuery("x", null, null, 10, 0));

        Assert.Equal(404, problem.Status);
        Assert.Contains("POST JSON lines to /v1/documents", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_several_collections_the_error_lists_them()
    {
        _node.With("films").With("documents");

        var problem = await Fails(new SearchQuery("x", null, null, 10, 0));

        Assert.Equal(400, problem.Status);
        var error = Assert.Single(problem.Errors);
        Assert.Equal("collection", error.Field);
        Assert.Contains("\"documents\", \"films\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_collection_is_answered_with_those_that_exist()
    {
        _node.With("films");

        var problem = await Fails(new SearchQuery("x", "flims", null, 10, 0));

        Assert.Equal(404, problem.Status);
        Assert.Equal("There is no collection \"flims\". There is \"films\".", problem.Detail);
    }

    [Fact]
    public async Task A_vector_that_is_not_finite_is_no_answer()
    {
        _node.With("films");

        var problem = await Fails(new SearchQuery("x", null, null, 10, 0), new FakeEmbeddings(1, float.NaN));

        Assert.Equal(503, problem.Status);
        Assert.Empty(_node.Queries);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_query_is_given_up_when_its_time_is_over(bool embeddingHangs)
    {
        _node.With("films");
        _embeddings.Hangs = embeddingHangs;
        _node.Hangs = !embeddingHangs;

        var running = Pipeline().RunAsync(new SearchQuery("x", "films", null, 10, 0), Token);
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(running.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.2));

        var problem = (await Assert.ThrowsAsync<ProblemException>(() => running)).Problem;
        Assert.Equal(504, problem.Status);
        Assert.Contains("10 s (NeuralSearch:Query:TimeoutSeconds)", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_node_is_told_the_deadline()
    {
        _node.With("films", FakeNode.Hit("c1", "a", 0.5f));

        await Pipeline().RunAsync(new SearchQuery("x", null, null, 10, 0), Token);

        Assert.Equal(3, _node.Calls.Count);
        Assert.All(_node.Calls, call => Assert.Equal(_time.GetUtcNow().UtcDateTime.AddSeconds(10), call.Deadline));
    }

    [Fact]
    public async Task The_callers_cancellation_reaches_the_node()
    {
        _node.With("films").Hangs = true;
        using var caller = new CancellationTokenSource();

        var running = Pipeline().RunAsync(new SearchQuery("x", "films", null, 10, 0), caller.Token);
        await caller.CancelAsync();

        var exception = await Assert.ThrowsAsync<RpcException>(() => running);
        Assert.Equal(StatusCode.Cancelled, exception.StatusCode);
    }

    [Theory]
    [InlineData("toy", true)]
    [InlineData(null, true)]
    [InlineData("another", false)]
    public async Task A_question_is_compared_with_vectors_of_its_own_model_only(string? model, bool isAnswered)
    {
        _node.With("films", FakeNode.Hit("c1", "a", 1));
        var pipeline = Pipeline(new FakeEmbeddings(1, 0, 0) { Model = model });
        var query = new SearchQuery("x", "films", null, 1, 0);

        if (isAnswered)
        {
            Assert.Single((await pipeline.RunAsync(query, Token)).Results);
            return;
        }

        var refused = await Assert.ThrowsAsync<ProblemException>(() => pipeline.RunAsync(query, Token));
        Assert.Equal(StatusCodes.Status409Conflict, refused.Problem.Status);
        Assert.Contains("'toy'", refused.Problem.Detail, StringComparison.Ordinal);
        Assert.Contains("'another'", refused.Problem.Detail, StringComparison.Ordinal);
    }

    public void Dispose() => _services.Dispose();

    private async Task<Problem> Fails(SearchQuery query, FakeEmbeddings? embeddings = null) =>
        (await Assert.ThrowsAsync<ProblemException>(() => Pipeline(embeddings).RunAsync(query, Token))).Problem;

    private QueryPipeline Pipeline(FakeEmbeddings? embeddings = null) => new(
        new EmbedStage(embeddings ?? _embeddings),
        new SearchStage(_node.Points),
        new EnrichStage(_node.Points),
        new CollectionChoice(_node.Collections),
        new CollectionModels(_node.Collections, _time),
        new QueryMetrics(_services.GetRequiredService<IMeterFactory>()),
        Options.Create(new QueryOptions()),
        _time);
}
