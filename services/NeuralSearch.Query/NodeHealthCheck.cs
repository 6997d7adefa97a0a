using Grpc.Core;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NeuralSearch.Contracts.Qdrant;
using NodeService = NeuralSearch.Contracts.Qdrant.Qdrant;

namespace NeuralSearch.Query;

/// <summary>
/// Whether the vector node answers; asked by a call, since a stopped process still accepts connections.
/// </summary>
internal sealed class NodeHealthCheck(NodeService.QdrantClient node, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            var call = new CallOptions(
                deadline: time.GetUtcNow().UtcDateTime + Timeout, cancellationToken: cancellationToken);
            var reply = await node.HealthCheckAsync(new HealthCheckRequest(), call);
            return HealthCheckResult.Healthy($"the vector node answers, version {reply.Version}");
        }
        catch (RpcException e)
        {
            return HealthCheckResult.Unhealthy($"the vector node does not answer: {e.StatusCode}: {e.Status.Detail}");
        }
    }
}
