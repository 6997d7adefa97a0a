using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Errors;
using NeuralSearch.Node.Wire;
using Xunit;

namespace NeuralSearch.UnitTests.Node.Wire;

public sealed class NodeInterceptorTests
{
    public static TheoryData<Exception, StatusCode> Errors => new()
    {
        { new InvalidRequestException("x"), StatusCode.InvalidArgument },
        { new UnavailableFeatureException("x"), StatusCode.InvalidArgument },
        { new NotFoundException("x"), StatusCode.NotFound },
        { new AlreadyExistsException("x"), StatusCode.AlreadyExists },
        { new CorruptionException("file", 7, "x"), StatusCode.DataLoss },
        { new StorageException("x", isTransient: true), StatusCode.ResourceExhausted },
        { new StorageException("x", isTransient: false), StatusCode.FailedPrecondition },
        { new NotReadyException("x"), StatusCode.Unavailable },
        { new ObjectDisposedException("x"), StatusCode.Unavailable },
        { new OperationCanceledException(), StatusCode.Cancelled },
        { new RpcException(new Status(StatusCode.Aborted, "x")), StatusCode.Aborted },
        { new InvalidTimeZoneException("secret"), StatusCode.Internal },
    };

    [Theory]
    [MemberData(nameof(Errors), DisableDiscoveryEnumeration = true)]
    public async Task An_error_has_one_status(Exception error, StatusCode code)
    {
        var interceptor = new NodeInterceptor(NullLogger<NodeInterceptor>.Instance);
        using var context = new NeuralSearch.Client.InProcessCallContext("/qdrant.Points/Get", default);

        Status status = await TestNode.FailureOf(() => interceptor.UnaryServerHandler<GetPoints, GetResponse>(
            new GetPoints(), context, (_, _) => Task.FromException<GetResponse>(error)));

        Assert.Equal(code, status.StatusCode);
        Assert.DoesNotContain("secret", status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_comes_too_late_is_not_begun()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        UpsertPoints request = Make.Upsert(wait: true, Make.Point(1, [1, 0]));

        Status late = await TestNode.FailureOf(
            () => node.Points.UpsertAsync(request, deadline: DateTime.UtcNow.AddSeconds(-1)).ResponseAsync);
        Status gone = await TestNode.FailureOf(
            () => node.Points.UpsertAsync(request, cancellationToken: new CancellationToken(canceled: true)).ResponseAsync);

        Assert.Equal(StatusCode.DeadlineExceeded, late.StatusCode);
        Assert.Equal(StatusCode.Cancelled, gone.StatusCode);
        await node.HasIdsAsync([]);
    }

    [Fact]
    public async Task A_store_that_is_closed_is_UNAVAILABLE_or_knows_nothing_but_never_fails_otherwise()
    {
        TestNode node = TestNode.Start();
        await node.CreateAsync();
        await node.UpsertAsync(Make.Point(1, [1, 0]));
        NeuralSearch.Node.Storage.CollectionState state = node.Store.Get(TestNode.Name).State;

        await node.DisposeAsync();

        Assert.Throws<ObjectDisposedException>(() => state.Vector(0).TryCopyRow(0, new float[2]));
        Status status = await TestNode.FailureOf(() => node.CountAsync());
        Assert.True(status.StatusCode is StatusCode.Unavailable or StatusCode.NotFound, $"{status}");
    }
}
