using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using NeuralSearch.Contracts.Embedding;
using NeuralSearch.ServiceDefaults.Grpc;
using NeuralSearch.ServiceDefaults.Limits;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.ServiceDefaults;

/// <summary>Beyond what is worked on and what may wait, a request is refused at once and told when to come again.</summary>
public sealed class OverloadTests : IAsyncLifetime
{
    private const int Concurrent = 2;

    private readonly TaskCompletionSource _work = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _begun = new(0);
    private TestHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await StartAsync(waiting: 0);

    public ValueTask DisposeAsync()
    {
        _work.TrySetResult();
        return _host.DisposeAsync();
    }

    [Fact]
    public async Task The_rest_is_served_and_what_is_too_much_is_told_when_to_come_again()
    {
        Task<HttpResponseMessage>[] admitted = await FillAsync();

        using HttpResponseMessage refused = await _host.Http.GetAsync("/work", Token);
        using HttpResponseMessage health = await _host.Http.GetAsync("/livez", Token);
        _work.SetResult();
        HttpResponseMessage[] served = await Task.WhenAll(admitted);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Contains("ask again in 1 s", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.All(served, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
    }

    [Fact]
    public async Task A_grpc_call_too_many_is_RESOURCE_EXHAUSTED_with_a_trailer()
    {
        Task<HttpResponseMessage>[] admitted = await FillAsync();
        using GrpcChannel channel = LoopbackChannel.To(_host.GrpcPort!.Value);

        var refused = await Assert.ThrowsAsync<RpcException>(() => new Embeddings.EmbeddingsClient(channel)
            .GetModelAsync(new GetModelRequest(), cancellationToken: Token).ResponseAsync);
        _work.SetResult();
        await Task.WhenAll(admitted);

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Equal("1", refused.Trailers.GetValue("retry-after"));
        Assert.Contains("ask again in 1 s", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_for_which_there_is_room_to_wait_is_answered_in_its_turn()
    {
        await using TestHost host = await StartAsync(waiting: 1);
        Task<HttpResponseMessage>[] all =
            [.. Enumerable.Range(0, Concurrent + 1).Select(_ => host.Http.GetAsync("/work", Token))];
        for (int i = 0; i < Concurrent; i++) await _begun.WaitAsync(Token);

        _work.SetResult();
        HttpResponseMessage[] served = await Task.WhenAll(all);

        Assert.All(served, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
    }

    [Fact]
    public async Task A_call_that_is_admitted_is_answered()
    {
        using GrpcChannel channel = LoopbackChannel.To(_host.GrpcPort!.Value);

        GetModelResponse answer = await new Embeddings.EmbeddingsClient(channel)
            .GetModelAsync(new GetModelRequest(), cancellationToken: Token);

        Assert.Equal("idle", answer.Model);
    }

    private Task<TestHost> StartAsync(int waiting) => TestHost.StartAsync(
        builder => builder.AddGrpcServer(),
        app =>
        {
            app.MapGet("/work", WorkAsync).RequireAdmission();
            app.MapGrpcService<Idle>().RequireAdmission();
        },
        grpc: true,
        ("NeuralSearch:Limits:MaxConcurrentRequests", $"{Concurrent}"),
        ("NeuralSearch:Limits:MaxWaitingRequests", $"{waiting}"));

    private async Task<Task<HttpResponseMessage>[]> FillAsync()
    {
        Task<HttpResponseMessage>[] admitted =
            [.. Enumerable.Range(0, Concurrent).Select(_ => _host.Http.GetAsync("/work", Token))];
        foreach (Task<HttpResponseMessage> _ in admitted) await _begun.WaitAsync(Token);
        return admitted;
    }

    private async Task WorkAsync(HttpContext context)
    {
        _begun.Release();
        await _work.Task.WaitAsync(context.RequestAborted);
    }

    private sealed class Idle : Embeddings.EmbeddingsBase
    {
        public override Task<GetModelResponse> GetModel(GetModelRequest request, ServerCallContext context) =>
            Task.FromResult(new GetModelResponse { Model = "idle" });
    }
}
