using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace NeuralSearch.ServiceDefaults.Telemetry;

/// <summary>Keeps <c>neuralsearch.ready</c> current for exporters that push; a scrape of /metrics asks anew.</summary>
internal sealed class ReadinessPublisher(ServiceMetrics metrics) : IHealthCheckPublisher
{
    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        metrics.SetReady(report);
        return Task.CompletedTask;
    }
}
