using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using NeuralSearch.Client.Embedding;
using NeuralSearch.Contracts.Embedding;
using NeuralSearch.Inference;
using NeuralSearch.ServiceDefaults.Grpc;
using NeuralSearch.Testing;
using NeuralSearch.UnitTests.ServiceDefaults;
using Xunit;

namespace NeuralSearch.UnitTests.Client.Embedding;

/// <summary>The client against a server on a real socket that answers whatever a test wants.</summary>
public sealed class EmbeddingServiceGeneratorTests : IAsyncLifetime
{
    private const string Model = "model-a";

    private readonly FakeEmbeddings _server = new();
    private TestHost _host = null!;
    private GrpcChannel _channel = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await TestHost.StartAsync(
            builder =>
            {
                builder.AddGrpcServer();
                builder.Services.AddSingleton(_server);
            },
            app => app.MapGrpcService<FakeEmbeddings>(),
            grpc: true);
        _channel = LoopbackChannel.To(_host.GrpcPort!.Value);
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task The_priority_and_the_model_that_are_asked_for_reach_the_service()
    {
        using EmbeddingServiceGenerator generator = Generator();
        EmbeddingGenerationOptions bulk = EmbeddingPriority.Bulk;
        bulk.ModelId = Model;

        await generator.GenerateAsync(["a"], bulk, Token);
        await generator.GenerateAsync(["a"], null, Token);

        Assert.Equal(
            [(Priority.Bulk, Model), (Priority.Interactive, "")],
            _server.Requests.Select(request => (request.Priority, request.Model)));
    }

    [Fact]
    public async Task Large_batches_are_split_by_count_and_bytes_and_keep_their_order()
    {
        using EmbeddingServiceGenerator generator = Generator(
            new EmbeddingServiceOptions { MaxTexts = 10, MaxMessageBytes = 1024, Concurrency = 3 });
        string[] texts = [.. Enumerable.Range(0, 45).Select(i => i % 5 == 0 ? new string('x', 400) + i : $"text {i}")];

        GeneratedEmbeddings<Embedding<float>> vectors = await generator.GenerateAsync(texts, null, Token);

        Assert.Equal(texts.Select(text => (float)text.Length), vectors.Select(vector => vector.Vector.Span[0]));
        Assert.All(_server.Requests, request => Assert.InRange(request.CalculateSize(), 1, 1024));
        Assert.InRange(_server.Requests.Count, 18, 45);
        Assert.Equal(45, vectors.Usage?.InputTokenCount);
    }

    [Fact]
    public async Task What_the_service_serves_is_asked_anew_and_told_as_metadata()
    {
        using EmbeddingServiceGenerator generator = Generator();
        Assert.Null(generator.GetService<EmbeddingGeneratorMetadata>()?.DefaultModelId);

        await generator.GetModelAsync(Token);
        string? before = generator.GetService<EmbeddingGeneratorMetadata>()?.DefaultModelId;
        _server.Model = "model-b";
        await generator.GetModelAsync(Token);

        EmbeddingGeneratorMetadata? after = generator.GetService<EmbeddingGeneratorMetadata>();
        Assert.Equal((Model, "model-b", FakeEmbeddings.Dimensions),
            (before, after?.DefaultModelId, after?.DefaultModelDimensions));
    }

    public static TheoryData<string> WrongAnswers => [.. FakeEmbeddings.WrongAnswers.Keys];

    [Theory]
    [MemberData(nameof(WrongAnswers))]
    public async Task An_answer_that_cannot_be_the_vectors_is_refused(string what)
    {
        using EmbeddingServiceGenerator generator = Generator();
        _server.Spoil = FakeEmbeddings.WrongAnswers[what];

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => generator.GenerateAsync(
            ["a", "b"], new EmbeddingGenerationOptions { ModelId = Model, Dimensions = FakeEmbeddings.Dimensions },
            Token));

        Assert.Equal(StatusCode.Unavailable, e.StatusCode);
        Assert.Contains("nothing of it was used", e.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_that_two_models_answered_is_refused()
    {
        using EmbeddingServiceGenerator generator = Generator(
            new EmbeddingServiceOptions { MaxTexts = 1, Concurrency = 1 });
        _server.Spoil = answer => answer.Model = _server.Requests.Count == 1 ? Model : "model-b";

        RpcException e = await Assert.ThrowsAsync<RpcException>(
            () => generator.GenerateAsync(["a", "b"], null, Token));

        Assert.Contains("'model-a' and 'model-b'", e.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_and_the_deadline_end_a_call_that_gets_no_answer()
    {
        using EmbeddingServiceGenerator generator = Generator(
            new EmbeddingServiceOptions { InteractiveTimeout = TimeSpan.FromMilliseconds(100) });
        TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Before = async token =>
        {
            arrived.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
        };
        using CancellationTokenSource cancel = new();

        Task bulk = generator.GenerateAsync(["a"], EmbeddingPriority.Bulk, cancel.Token);
        await arrived.Task.WaitAsync(Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bulk);
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => generator.GenerateAsync(["a"], null, Token));
        Assert.Equal(StatusCode.DeadlineExceeded, e.StatusCode);
    }

    private EmbeddingServiceGenerator Generator(EmbeddingServiceOptions? options = null) =>
        new(_channel.CreateCallInvoker(), options);

    /// <summary>A vector is the text's length, twice, unless a test spoils the answer.</summary>
    private sealed class FakeEmbeddings : Embeddings.EmbeddingsBase
    {
        public const int Dimensions = 2;

        public static readonly Dictionary<string, Action<EmbedResponse>> WrongAnswers = new()
        {
            ["a vector too few"] = answer => answer.Vectors = Bytes(1, 1),
            ["a vector too many"] = answer => answer.Vectors = Bytes(1, 1, 1, 1, 1, 1),
            ["no vector"] = answer => answer.Vectors = ByteString.Empty,
            ["half a number"] = answer => answer.Vectors = ByteString.CopyFrom(new byte[15]),
            ["no dimensions"] = answer => answer.Dimensions = 0,
            ["dimensions that overflow"] = answer => answer.Dimensions = 1u << 31,
            ["other dimensions"] = answer => (answer.Dimensions, answer.Vectors) = (1, Bytes(1, 1)),
            ["NaN"] = answer => answer.Vectors = Bytes(1, 1, float.NaN, 1),
            ["infinity"] = answer => answer.Vectors = Bytes(1, 1, 1, float.NegativeInfinity),
            ["another model"] = answer => answer.Model = "model-b",
        };

        public string Model { get; set; } = EmbeddingServiceGeneratorTests.Model;

        public ConcurrentQueue<EmbedRequest> Requests { get; } = [];

        public Action<EmbedResponse> Spoil { get; set; } = _ => { };

        public Func<CancellationToken, Task> Before { get; set; } = _ => Task.CompletedTask;

        public override Task<GetModelResponse> GetModel(GetModelRequest request, ServerCallContext context) =>
            Task.FromResult(new GetModelResponse { Model = Model, Dimensions = Dimensions });

        public override async Task<EmbedResponse> Embed(EmbedRequest request, ServerCallContext context)
        {
            Requests.Enqueue(request);
            await Before(context.CancellationToken);
            EmbedResponse answer = new()
            {
                Model = Model,
                Dimensions = Dimensions,
                InputTokens = (ulong)request.Texts.Count,
                Vectors = Bytes([.. request.Texts.SelectMany(text => new float[] { text.Length, text.Length })]),
            };
            Spoil(answer);
            return answer;
        }

        private static ByteString Bytes(params float[] numbers) =>
            ByteString.CopyFrom(MemoryMarshal.AsBytes(numbers.AsSpan()));
    }
}
