using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace NeuralSearch.Embedding;

/// <summary>Ready when the model is loaded; else it says whether that is under way or why it failed.</summary>
internal sealed class ModelHealthCheck(ServedModel model) : IHealthCheck
{
    public const string Name = "model";

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        HealthCheckResult result = model.Generator switch
        {
            { IsCompletedSuccessfully: true } =>
                HealthCheckResult.Healthy($"The embedding model {model.Name} is loaded."),
            { IsFaulted: true, Exception.InnerException: var failure } =>
                HealthCheckResult.Unhealthy(failure!.Message, failure),
            _ => HealthCheckResult.Unhealthy($"The embedding model {model.Name} is being loaded."),
        };
        return Task.FromResult(result);
    }
}
