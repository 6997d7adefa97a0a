using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using NeuralSearch.Client.Embedding;
using NeuralSearch.Contracts.Embedding;
using NeuralSearch.Embedding;
using NeuralSearch.Inference;
using Xunit;

namespace NeuralSearch.UnitTests.Embedding.Grpc;

public sealed class EmbeddingGrpcTests(EmbeddingGrpcTests.RunningHost running)
    : IClassFixture<EmbeddingGrpcTests.RunningHost>
{
    private const string Model = "all-MiniLM-L6-v2";

    private readonly Embeddings.EmbeddingsClient _client = new(running.Host.Channel);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_query_has_the_same_vector_over_grpc_as_in_the_process()
    {
        using EmbeddingServiceGenerator remote = new(running.Host.Channel.CreateCallInvoker());
        var local = running.Host.Services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();

        GeneratedEmbeddings<Embedding<float>> answer = await remote.GenerateAsync(
            ["a film about a whale"], cancellationToken: Token);

        Embedding<float> expected = (await local.GenerateAsync(["a film about a whale"], null, Token))[0];
        Assert.Equal(expected.Vector.ToArray(), Assert.Single(answer).Vector.ToArray());
        Assert.Equal((Model, 7), (answer[0].ModelId, answer.Usage?.InputTokenCount));
    }

    [Fact]
    public async Task A_batch_of_documents_comes_back_in_its_order()
    {
        using EmbeddingServiceGenerator remote = new(
            running.Host.Channel.CreateCallInvoker(), new EmbeddingServiceOptions { MaxTexts = 7 });
        string[] texts = [.. Enumerable.Range(0, 40).Select(i => $"document number {i} about {(char)('a' + i % 26)}")];

        GeneratedEmbeddings<Embedding<float>> batch = await remote.GenerateAsync(texts, EmbeddingPriority.Bulk, Token);

        Assert.Equal(texts.Length, batch.Count);
        for (int i = 0; i < texts.Length; i += 13)
        {
            ReadOnlyMemory<float> alone = await remote.GenerateVectorAsync(texts[i], cancellationToken: Token);
            float cosine = batch[i].Vector.ToArray().Zip(alone.ToArray()).Sum(pair => pair.First * pair.Second);
            Assert.InRange(cosine, 0.97f, 1.001f);
        }
    }

    [Fact]
    public async Task The_service_tells_its_model()
    {
        GetModelResponse answer = await _client.GetModelAsync(new GetModelRequest(), cancellationToken: Token);

        Assert.Equal((Model, 384u, 256u), (answer.Model, answer.Dimensions, answer.MaxTokens));
    }

    [Fact]
    public async Task Another_model_than_the_one_served_is_refused()
    {
        RpcException e = await RefusedAsync(new EmbedRequest { Texts = { "a" }, Model = "older-model" });

        Assert.Equal(StatusCode.FailedPrecondition, e.StatusCode);
        Assert.Contains("'all-MiniLM-L6-v2' and not 'older-model'", e.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("texts[1] is empty", "fine", " \t")]
    [InlineData("texts has 0 elements; allowed are 1 to 2048")]
    public async Task A_wrong_text_is_refused_by_its_index(string message, params string[] texts)
    {
        RpcException e = await RefusedAsync(new EmbedRequest { Texts = { texts } });

        Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);
        Assert.Contains(message, e.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_too_long_and_unknown_are_refused_with_what_is_allowed()
    {
        RpcException many = await RefusedAsync(new EmbedRequest { Texts = { Enumerable.Repeat("a", 2049) } });
        RpcException @long = await RefusedAsync(new EmbedRequest { Texts = { new string('a', (1 << 20) + 1) } });
        RpcException priority = await RefusedAsync(new EmbedRequest { Texts = { "a" }, Priority = (Priority)7 });
        RpcException bytes = await RefusedAsync(
            new EmbedRequest { Texts = { Enumerable.Repeat(new string('a', 1 << 20), 17) } });

        Assert.Contains("texts has 2049 elements", many.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("texts[0] has 1048577 characters", @long.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("priority is 7", priority.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(StatusCode.ResourceExhausted, bytes.StatusCode);
    }

    [Fact]
    public async Task Overload_is_refused_at_once_and_says_when_to_come_back_while_the_other_lane_is_served()
    {
        Admission admission = running.Host.Services.GetRequiredService<Admission>();
        using Admission.Lease others = await WholeBulkLaneAsync(admission);

        RpcException e = await RefusedAsync(new EmbedRequest { Texts = { "a" }, Priority = Priority.Bulk });

        Assert.Equal(StatusCode.ResourceExhausted, e.StatusCode);
        Assert.Equal("1", e.Trailers.GetValue("retry-after"));
        Assert.Contains("NeuralSearch:Embedding:MaxPendingTexts", e.Status.Detail, StringComparison.Ordinal);
        EmbedResponse query = await _client.EmbedAsync(new EmbedRequest { Texts = { "a" } }, cancellationToken: Token);
        Assert.Equal(384u, query.Dimensions);
    }

    /// <summary>Texts of a call that was given up, in another test, leave the lane a little later.</summary>
    private static async Task<Admission.Lease> WholeBulkLaneAsync(Admission admission)
    {
        DateTime end = DateTime.UtcNow + TimeSpan.FromSeconds(30);
        Admission.Lease? lease;
        while ((lease = admission.TryEnter(4096, isBulk: true)) is null)
        {
            Assert.True(DateTime.UtcNow < end, "The bulk lane does not become free.");
            await Task.Delay(5, Token);
        }

        return lease;
    }

    [Fact]
    public async Task A_deadline_ends_the_call()
    {
        CallOptions late = new(deadline: DateTime.UtcNow.AddMilliseconds(20), cancellationToken: Token);
        EmbedRequest large = new() { Priority = Priority.Bulk };
        large.Texts.AddRange(Enumerable.Range(0, 1000).Select(i => $"{i} " + string.Join(' ', new string[200])
            .Replace(" ", " word", StringComparison.Ordinal)));

        RpcException e = await Assert.ThrowsAsync<RpcException>(async () => await _client.EmbedAsync(large, late));

        Assert.Equal(StatusCode.DeadlineExceeded, e.StatusCode);
    }

    [Fact]
    public async Task Grpc_health_says_that_it_serves()
    {
        Health.HealthClient health = new(running.Host.Channel);

        HealthCheckResponse answer = await health.CheckAsync(new HealthCheckRequest(), cancellationToken: Token);

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, answer.Status);
    }

    [Fact]
    public async Task Without_its_model_the_service_is_unavailable_and_says_why()
    {
        await using EmbeddingGrpcHost host = await EmbeddingGrpcHost.StartAsync(
            ("NeuralSearch:Embedding:ModelsPath", Path.Combine(Path.GetTempPath(), "there-are-no-models-here")));
        var local = host.Services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => local.GenerateAsync(["a"], null, Token));
        using EmbeddingServiceGenerator remote = new(host.Channel.CreateCallInvoker());

        RpcException model = await Assert.ThrowsAsync<RpcException>(() => remote.GetModelAsync(Token));
        RpcException vector = await Assert.ThrowsAsync<RpcException>(
            () => remote.GenerateAsync(["a"], cancellationToken: Token));

        Assert.Equal((StatusCode.Unavailable, StatusCode.Unavailable), (model.StatusCode, vector.StatusCode));
        Assert.Contains("there-are-no-models-here", vector.Status.Detail, StringComparison.Ordinal);
    }

    private Task<RpcException> RefusedAsync(EmbedRequest request) =>
        Assert.ThrowsAsync<RpcException>(async () => await _client.EmbedAsync(request, cancellationToken: Token));

    /// <summary>One host with the shipped, loaded model for all tests of the class.</summary>
    public sealed class RunningHost : IAsyncLifetime
    {
        internal EmbeddingGrpcHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Host = await EmbeddingGrpcHost.StartAsync();
            await Host.Services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>()
                .GenerateAsync(["loaded"]);
        }

        public async ValueTask DisposeAsync() => await Host.DisposeAsync();
    }
}
