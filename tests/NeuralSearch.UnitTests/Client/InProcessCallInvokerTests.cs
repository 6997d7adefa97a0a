using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using NeuralSearch.Client;
using NeuralSearch.Contracts.Embedding;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Wire;
using NeuralSearch.UnitTests.Node;
using Xunit;
using PointsRpc = NeuralSearch.Contracts.Qdrant.Points;

namespace NeuralSearch.UnitTests.Client;

public sealed class InProcessCallInvokerTests
{
    [Fact]
    public async Task A_call_answers_like_one_over_a_channel()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();

        using AsyncUnaryCall<CountResponse> call =
            node.Points.CountAsync(new CountPoints { CollectionName = TestNode.Name });
        CountResponse response = await call.ResponseAsync;

        Assert.Equal(0ul, response.Result.Count);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.Empty(await call.ResponseHeadersAsync);
        Assert.Empty(call.GetTrailers());
    }

    [Fact]
    public async Task A_call_that_fails_has_its_status_in_the_exception_and_in_the_call()
    {
        await using TestNode node = TestNode.Start();

        using AsyncUnaryCall<CountResponse> call = node.Points.CountAsync(new CountPoints { CollectionName = "nope" });
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);

        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        Assert.Equal(error.Status, call.GetStatus());
        Assert.Throws<RpcException>(() => node.Points.Count(
            new CountPoints { CollectionName = "nope" }, cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_call_that_runs_has_no_status_yet_and_ends_at_its_deadline()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        await using var held = new HeldWriter(node);
        UpsertPoints request = Make.Upsert(wait: true, Make.Point(1, [1, 0]));

        using AsyncUnaryCall<PointsOperationResponse> running = node.Points.UpsertAsync(request);
        using AsyncUnaryCall<PointsOperationResponse> late =
            node.Points.UpsertAsync(request, deadline: DateTime.UtcNow.AddMilliseconds(50));

        Assert.Throws<InvalidOperationException>(() => running.GetStatus());
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => late.ResponseAsync);
        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
    }

    [Fact]
    public async Task Disposing_a_call_cancels_it()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        await using var held = new HeldWriter(node);
        UpsertPoints request = Make.Upsert(wait: true, Make.Point(1, [1, 0]));
        AsyncUnaryCall<PointsOperationResponse> call = node.Points.UpsertAsync(request);

        call.Dispose();

        RpcException error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(StatusCode.Cancelled, error.StatusCode);
    }

    [Fact]
    public async Task A_service_that_is_not_served_in_process_is_UNIMPLEMENTED_and_named()
    {
        await using TestNode node = TestNode.Start();
        var invoker = new InProcessCallInvoker(node.Store, new NodeInterceptor(NullLogger<NodeInterceptor>.Instance));

        Status status = await TestNode.FailureOf(
            () => new Embeddings.EmbeddingsClient(invoker).GetModelAsync(new GetModelRequest()).ResponseAsync);

        Assert.Equal(StatusCode.Unimplemented, status.StatusCode);
        Assert.Contains("neuralsearch.embedding.v1.Embeddings/GetModel", status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_run_side_by_side()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();

        await Task.WhenAll(Enumerable.Range(0, 500).Select(id => node.UpsertAsync(Make.Point((ulong)id, [id, 1]))));

        PointsRpc.PointsClient points = node.Points;
        Assert.Equal(500ul, (await points.CountAsync(new CountPoints { CollectionName = TestNode.Name })).Result.Count);
    }
}
