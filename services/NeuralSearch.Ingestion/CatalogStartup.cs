using Microsoft.Extensions.Hosting;
using NeuralSearch.Ingestion.Runs;

namespace NeuralSearch.Ingestion;

/// <summary>
/// Opens the catalog when the host starts, so that a file that cannot be used stops the start with its sentence, and
/// ends what an earlier process left running.
/// </summary>
internal sealed class CatalogStartup(IngestionRuns runs) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => runs.StopAbandonedAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
