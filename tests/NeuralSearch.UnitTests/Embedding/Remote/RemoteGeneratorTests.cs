using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using NeuralSearch.Embedding.Remote;
using NeuralSearch.Inference;
using Xunit;

namespace NeuralSearch.UnitTests.Embedding.Remote;

/// <summary>Batches, concurrency and cache in front of a remote embedder on a real socket.</summary>
public sealed class RemoteGeneratorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Documents_are_split_to_what_the_remote_takes_and_keep_their_order()
    {
        await using FakeRemote server = await FakeRemote.StartAsync(FakeRemote.AnswerOpenAi);
        using RemoteUnderTest remote = Create(server, batch: 7);
        string[] texts = [.. Enumerable.Range(1, 50).Select(i => new string('x', i))];

        var answer = await remote.Generator.GenerateAsync(texts, EmbeddingPriority.Bulk, Token);

        Assert.Equal(texts.Select(text => (float)text.Length), answer.Select(vector => vector.Vector.Span[0]));
        Assert.Equal(50, answer.Usage?.InputTokenCount);
        Assert.Equal(8, server.Requests.Count);
    }

    [Fact]
    public async Task No_more_requests_than_configured_are_under_way_for_ingestion_and_queries_have_their_own()
    {
        int now = 0;
        int most = 0;
        TaskCompletionSource full = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using FakeRemote server = await FakeRemote.StartAsync(async context =>
        {
            bool isQuery = context.Request.ContentLength < 100;
            if (!isQuery)
            {
                int under = Interlocked.Increment(ref now);
                lock (release) most = Math.Max(most, under);
                if (under == 3) full.TrySetResult();
                await release.Task;
            }

            await FakeRemote.AnswerOpenAi(context);
            if (!isQuery) Interlocked.Decrement(ref now);
        });
        using RemoteUnderTest remote = Create(server, batch: 1, concurrency: 3);
        string[] texts = [.. Enumerable.Range(0, 12).Select(i => new string('x', 200 + i))];

        Task bulk = Task.WhenAll(
            remote.Generator.GenerateAsync(texts, EmbeddingPriority.Bulk, Token),
            remote.Generator.GenerateAsync(texts, EmbeddingPriority.Bulk, Token));
        await full.Task.WaitAsync(Token);
        var query = await remote.Generator.GenerateAsync(["a whale"], null, Token);
        release.SetResult();
        await bulk;

        Assert.Equal(FakeRemote.VectorOf("a whale"), query[0].Vector.ToArray());
        Assert.Equal(3, most);
    }

    [Fact]
    public async Task A_query_that_was_asked_before_is_not_sent_again_and_documents_leave_the_cache_alone()
    {
        await using FakeRemote server = await FakeRemote.StartAsync(FakeRemote.AnswerOpenAi);
        using RemoteUnderTest remote = Create(server);

        var first = await remote.Generator.GenerateAsync(["a whale"], null, Token);
        var second = await remote.Generator.GenerateAsync(["a whale", "a dog"], null, Token);
        await remote.Generator.GenerateAsync(["a whale"], EmbeddingPriority.Bulk, Token);

        Assert.Equal(first[0].Vector.ToArray(), second[0].Vector.ToArray());
        Assert.Equal(FakeRemote.VectorOf("a dog"), second[1].Vector.ToArray());
        Assert.Equal(2, second.Usage?.InputTokenCount);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task Vectors_of_other_dimensions_than_the_first_are_refused()
    {
        int size = 4;
        await using FakeRemote server = await FakeRemote.StartAsync(context => context.Response.WriteAsJsonAsync(
            new { data = new[] { new { index = 0, embedding = Enumerable.Repeat(1f, size) } } }));
        using RemoteUnderTest remote = Create(server);
        await remote.Generator.GenerateAsync(["a"], null, Token);
        size = 5;

        RemoteEmbeddingException e = await Assert.ThrowsAsync<RemoteEmbeddingException>(
            () => remote.Generator.GenerateAsync(["b"], null, Token));

        Assert.Equal(RemoteFailure.BadAnswer, e.Failure);
        Assert.Contains("vector 0 of 5 dimensions instead of 4", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_asked_for_again()
    {
        int requests = 0;
        await using FakeRemote server = await FakeRemote.StartAsync(async context =>
        {
            if (Interlocked.Increment(ref requests) == 1)
            {
                context.Response.ContentLength = 1000;
                await context.Response.WriteAsync("{\"data\": [");
                context.Abort();
                return;
            }

            await FakeRemote.AnswerOpenAi(context);
        });
        using RemoteUnderTest remote = Create(server);

        var answer = await remote.Generator.GenerateAsync(["a whale"], null, Token);

        Assert.Equal(FakeRemote.VectorOf("a whale"), answer[0].Vector.ToArray());
        Assert.Equal(2, requests);
    }

    [Fact]
    public async Task An_empty_text_is_refused_by_its_number_before_anything_is_sent()
    {
        await using FakeRemote server = await FakeRemote.StartAsync(FakeRemote.AnswerOpenAi);
        using RemoteUnderTest remote = Create(server);

        ArgumentException e = await Assert.ThrowsAsync<ArgumentException>(
            () => remote.Generator.GenerateAsync(["a", " "], null, Token));

        Assert.StartsWith("Text 1 (counted from 0) of 2", e.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    private static RemoteUnderTest Create(FakeRemote server, int batch = 32, int concurrency = 8) => new(
        new RemoteEmbeddingOptions
        {
            Kind = RemoteKinds.OpenAi,
            Endpoint = server.Address,
            Model = "m",
            MaxBatchTexts = batch,
            Concurrency = concurrency,
            BatchTimeout = TimeSpan.FromMinutes(1),
            QueryTimeout = TimeSpan.FromMinutes(1),
            Deadline = TimeSpan.FromMinutes(2),
        });
}
