using Microsoft.Extensions.Diagnostics.HealthChecks;
using NeuralSearch.Node;

namespace NeuralSearch.VectorNode;

/// <summary>Ready when every collection is open and takes writes; degraded when a damaged one is kept apart.</summary>
internal sealed class StoreHealthCheck(CollectionStore store) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        if (store.UnopenedCount > 0)
            return HealthCheckResult.Unhealthy($"{store.UnopenedCount} collections are still being opened");
        if (store.WriteFailure is { } failure) return HealthCheckResult.Unhealthy($"Writes are refused: {failure}");
        return store.Damaged.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"Damaged and kept apart: {string.Join(", ", store.Damaged.Keys.Order())}");
    }
}
