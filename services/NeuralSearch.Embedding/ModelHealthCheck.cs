using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace NeuralSearch.Embedding;

/// <summary>Ready when the model is; else it says what is under way or why it failed.</summary>
internal sealed class ModelHealthCheck(IServedModel model) : IHealthCheck
{
    public const string Name = "model";

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        model.CheckAsync(cancellationToken).AsTask();
}
