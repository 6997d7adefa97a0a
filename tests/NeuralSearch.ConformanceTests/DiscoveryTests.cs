using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Testing;

namespace NeuralSearch.ConformanceTests;

/// <summary>What tools ask before they know anything of a server: its health and its services.</summary>
public sealed class DiscoveryTests(StandaloneFixture fixture) : IDisposable
{
    private static readonly string[] QdrantServices = ["qdrant.Collections", "qdrant.Points", "qdrant.Qdrant"];

    private readonly GrpcChannel _channel = LoopbackChannel.To(fixture.Standalone.GrpcPort);

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task The_health_service_says_serving()
    {
        var client = new Health.HealthClient(_channel);

        HealthCheckResponse answer = await client.CheckAsync(
            new Grpc.Health.V1.HealthCheckRequest(), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, answer.Status);
    }

    [Fact]
    public async Task Qdrants_health_check_tells_a_title_and_a_version()
    {
        var client = new Qdrant.QdrantClient(_channel);

        HealthCheckReply answer = await client.HealthCheckAsync(
            new Contracts.Qdrant.HealthCheckRequest(), cancellationToken: TestContext.Current.CancellationToken);

        Assert.NotEmpty(answer.Title);
        Assert.Matches(@"^1\.\d+\.\d+", answer.Version);
    }

    [Fact]
    public async Task Reflection_v1_lists_the_services_that_are_served()
    {
        var client = new Grpc.Reflection.V1.ServerReflection.ServerReflectionClient(_channel);
        using var call = client.ServerReflectionInfo(cancellationToken: TestContext.Current.CancellationToken);

        await call.RequestStream.WriteAsync(
            new Grpc.Reflection.V1.ServerReflectionRequest { ListServices = "" },
            TestContext.Current.CancellationToken);
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        await call.RequestStream.CompleteAsync();

        string[] names = [.. call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name)];
        Assert.Superset(new HashSet<string>([.. QdrantServices, "grpc.health.v1.Health"]), new HashSet<string>(names));
    }

    [Fact]
    public async Task Reflection_v1alpha_tells_the_messages_of_a_service()
    {
        var client = new Grpc.Reflection.V1Alpha.ServerReflection.ServerReflectionClient(_channel);
        using var call = client.ServerReflectionInfo(cancellationToken: TestContext.Current.CancellationToken);

        await call.RequestStream.WriteAsync(
            new Grpc.Reflection.V1Alpha.ServerReflectionRequest { FileContainingSymbol = "qdrant.Points" },
            TestContext.Current.CancellationToken);
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        await call.RequestStream.CompleteAsync();

        Assert.NotEmpty(call.ResponseStream.Current.FileDescriptorResponse.FileDescriptorProto);
    }

    [Fact]
    public async Task A_service_that_nobody_knows_is_unimplemented()
    {
        var method = new Method<byte[], byte[]>(
            MethodType.Unary,
            "qdrant.Nothing",
            "Do",
            Marshallers.Create<byte[]>(x => x, x => x),
            Marshallers.Create<byte[]>(x => x, x => x));

        CallInvoker node = _channel.CreateCallInvoker();
        var options = new CallOptions(cancellationToken: TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<RpcException>(
            async () => await node.AsyncUnaryCall(method, host: null, options, []));

        Assert.Equal(StatusCode.Unimplemented, error.StatusCode);
    }
}
