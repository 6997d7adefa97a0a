using System.Diagnostics;
using Grpc.Core;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NeuralSearch.Client.Embedding;

namespace NeuralSearch.Client.Hosting;

/// <summary>Whether the embedding service answers, and which model it serves.</summary>
internal sealed class EmbeddingServiceHealthCheck(EmbeddingServiceGenerator service) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken)
    {
        // A parent that is not sampled: what is asked every few seconds must not fill the traces of every service.
        using Activity untraced = new Activity("health").Start();
        try
        {
            var model = await service.GetModelAsync(cancellationToken);
            return HealthCheckResult.Healthy($"the embedding service answers, model {model.DefaultModelId}");
        }
        catch (RpcException e)
        {
            return new HealthCheckResult(
                context.Registration.FailureStatus,
                e.StatusCode == StatusCode.Unavailable
                    ? e.Status.Detail
                    : $"asking the embedding service failed: {e.StatusCode}: {e.Status.Detail}");
        }
    }
}
