using Microsoft.Extensions.Diagnostics.HealthChecks;
using NeuralSearch.Catalog;

namespace NeuralSearch.Ingestion.Http;

/// <summary>Ready while the catalog answers.</summary>
internal sealed class CatalogHealthCheck(ICatalog catalog) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await catalog.CheckAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (CatalogException exception)
        {
            return HealthCheckResult.Unhealthy(exception.Message, exception);
        }
    }
}
