using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using NeuralSearch.Client.Channels;
using NeuralSearch.Contracts.Embedding;
using NeuralSearch.ServiceDefaults.Grpc;
using NeuralSearch.Testing;
using NeuralSearch.UnitTests.ServiceDefaults;
using Xunit;

namespace NeuralSearch.UnitTests.Client.Channels;

public sealed class ServiceChannelTests
{
    private const int Calls = 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_are_spread_over_the_addresses_of_a_service()
    {
        await using TestHost first = await StartAsync("first");
        await using TestHost second = await StartAsync("second");
        using ServiceChannel channel = Open(first.GrpcPort!.Value, second.GrpcPort!.Value);

        string[] answers = await CallAsync(channel);

        Assert.Equal(["first", "second"], answers.Distinct().Order());
    }

    [Fact]
    public async Task An_address_that_is_dead_costs_no_call()
    {
        await using TestHost alive = await StartAsync("alive");
        using ServiceChannel channel = Open(FreePorts.Take(), alive.GrpcPort!.Value);

        string[] answers = await CallAsync(channel);

        Assert.Equal(["alive"], answers.Distinct());
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_UNAVAILABLE_and_is_used_when_it_has_come()
    {
        int port = FreePorts.Take();
        using ServiceChannel channel = Open(port);
        var client = new Embeddings.EmbeddingsClient(channel.Invoker);

        var refused = await Assert.ThrowsAsync<RpcException>(
            () => client.GetModelAsync(new GetModelRequest(), cancellationToken: Token).ResponseAsync);
        await using TestHost late = await StartAsync("late", port);
        GetModelResponse answer = await client.GetModelAsync(
            new GetModelRequest(), new CallOptions(cancellationToken: Token).WithWaitForReady());

        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        Assert.StartsWith(
            $"The embedding service at http://127.0.0.1:{port}/ does not answer: ", refused.Status.Detail,
            StringComparison.Ordinal);
        Assert.Equal("late", answer.Model);
    }

    [Fact]
    public async Task Calls_that_fail_for_long_are_hardly_repeated()
    {
        var failing = new Named("failing") { Failure = new Status(StatusCode.Unavailable, "no") };
        await using TestHost host = await StartAsync(failing);
        using ServiceChannel channel = Open(host.GrpcPort!.Value);
        var client = new Embeddings.EmbeddingsClient(channel.Invoker);

        for (int i = 0; i < 10 * Calls; i++)
            await Assert.ThrowsAsync<RpcException>(
                () => client.GetModelAsync(new GetModelRequest(), cancellationToken: Token).ResponseAsync);

        Assert.InRange(failing.Calls, 10 * Calls, 11 * Calls);
    }

    [Fact]
    public async Task A_call_that_fails_once_for_a_passing_reason_is_repeated()
    {
        var server = new Named("back") { Failure = new Status(StatusCode.Unavailable, "no"), Failures = 1 };
        await using TestHost host = await StartAsync(server);
        using ServiceChannel channel = Open(host.GrpcPort!.Value);

        GetModelResponse answer = await new Embeddings.EmbeddingsClient(channel.Invoker)
            .GetModelAsync(new GetModelRequest(), cancellationToken: Token);

        Assert.Equal("back", answer.Model);
        Assert.Equal(2, server.Calls);
    }

    private static ServiceChannel Open(params int[] ports) =>
        new("embedding service", [.. ports.Select(port => new Uri($"http://127.0.0.1:{port}"))], key: null);

    private static async Task<string[]> CallAsync(ServiceChannel channel)
    {
        var client = new Embeddings.EmbeddingsClient(channel.Invoker);
        var answers = new List<string>();
        for (int i = 0; i < Calls; i++)
            answers.Add((await client.GetModelAsync(new GetModelRequest(), cancellationToken: Token)).Model);
        return [.. answers];
    }

    private static Task<TestHost> StartAsync(string name, int? port = null) => StartAsync(new Named(name), port);

    private static Task<TestHost> StartAsync(Named server, int? port = null)
    {
        (int http, int grpc) = FreePorts.TakeTwo();
        return TestHost.StartAsync(
            http,
            port ?? grpc,
            builder =>
            {
                builder.AddGrpcServer();
                builder.Services.AddSingleton(server);
            },
            app => app.MapGrpcService<Named>());
    }

    private sealed class Named(string name) : Embeddings.EmbeddingsBase
    {
        private int _calls;

        public int Calls => _calls;

        public Status? Failure { get; init; }

        public int Failures { get; init; } = int.MaxValue;

        public override Task<GetModelResponse> GetModel(GetModelRequest request, ServerCallContext context) =>
            Interlocked.Increment(ref _calls) <= Failures && Failure is { } failure
                ? throw new RpcException(failure)
                : Task.FromResult(new GetModelResponse { Model = name });
    }
}
