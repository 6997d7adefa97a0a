using System.Diagnostics;
using Grpc.Core;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Client.Hosting;

/// <summary>
/// Whether the vector store answers; asked by a call, since a stopped process still accepts connections.
/// </summary>
internal sealed class VectorStoreHealthCheck(Qdrant.QdrantClient store, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken)
    {
        // A parent that is not sampled: what is asked every few seconds must not fill the traces of every service.
        using Activity untraced = new Activity("health").Start();
        try
        {
            var call = new CallOptions(
                deadline: time.GetUtcNow().UtcDateTime + Timeout, cancellationToken: cancellationToken);
            HealthCheckReply reply = await store.HealthCheckAsync(new HealthCheckRequest(), call);
            return HealthCheckResult.Healthy($"the vector store answers, version {reply.Version}");
        }
        catch (RpcException e)
        {
            return HealthCheckResult.Unhealthy(e.StatusCode == StatusCode.Unavailable
                ? e.Status.Detail
                : $"asking the vector store failed: {e.StatusCode}: {e.Status.Detail}");
        }
    }
}
