using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using NeuralSearch.Client;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Wire;
using Xunit;
using CollectionsRpc = NeuralSearch.Contracts.Qdrant.Collections;
using NodeRpc = NeuralSearch.Contracts.Qdrant.Qdrant;
using PointsRpc = NeuralSearch.Contracts.Qdrant.Points;

namespace NeuralSearch.UnitTests.Node.Wire;

public sealed class ContractTests
{
    private static readonly string[] Served =
    [
        "qdrant.Collections/Create", "qdrant.Collections/Delete", "qdrant.Collections/List", "qdrant.Collections/Get",
        "qdrant.Collections/CollectionExists",
        "qdrant.Points/Upsert", "qdrant.Points/Delete", "qdrant.Points/Get", "qdrant.Points/Query", "qdrant.Points/Scroll",
        "qdrant.Points/Count", "qdrant.Points/CreateFieldIndex", "qdrant.Points/DeleteFieldIndex",
        "qdrant.Qdrant/HealthCheck",
    ];

    [Fact]
    public async Task A_method_that_is_not_served_answers_UNIMPLEMENTED_and_is_named()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        var invoker = new InProcessCallInvoker(node.Store, new NodeInterceptor(NullLogger<NodeInterceptor>.Instance));
        (ServiceDescriptor Service, ClientBase Client)[] services =
        [
            (PointsRpc.Descriptor, new PointsRpc.PointsClient(invoker)),
            (CollectionsRpc.Descriptor, new CollectionsRpc.CollectionsClient(invoker)),
            (NodeRpc.Descriptor, new NodeRpc.QdrantClient(invoker)),
        ];
        var served = new List<string>();

        foreach ((ServiceDescriptor service, ClientBase client) in services)
        {
            foreach (MethodDescriptor method in service.Methods)
            {
                string name = $"{service.FullName}/{method.Name}";
                Status status = await CallAsync(client, method);
                if (status.StatusCode != StatusCode.Unimplemented) served.Add(name);
                else Assert.Contains(name, status.Detail, StringComparison.Ordinal);
            }
        }

        Assert.Equal(Served.Order(StringComparer.Ordinal), served.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_health_check_names_a_version_that_clients_accept()
    {
        await using TestNode node = TestNode.Start();
        var invoker = new InProcessCallInvoker(node.Store, new NodeInterceptor(NullLogger<NodeInterceptor>.Instance));

        HealthCheckReply reply = await new NodeRpc.QdrantClient(invoker).HealthCheckAsync(new HealthCheckRequest());

        Assert.NotEmpty(reply.Title);
        Assert.StartsWith("1.18.", reply.Version, StringComparison.Ordinal);
    }

    private static async Task<Status> CallAsync(ClientBase client, MethodDescriptor method)
    {
        object request = Activator.CreateInstance(method.InputType.ClrType)!;
        MethodInfo call = client.GetType().GetMethod(method.Name + "Async", [request.GetType(), typeof(CallOptions)])!;
        dynamic running = call.Invoke(client, [request, default(CallOptions)])!;
        try
        {
            await running.ResponseAsync;
            return Status.DefaultSuccess;
        }
        catch (RpcException error)
        {
            return error.Status;
        }
    }
}
