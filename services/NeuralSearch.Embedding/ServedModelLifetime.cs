using Microsoft.Extensions.Hosting;

namespace NeuralSearch.Embedding;

/// <summary>Starts and stops the model with the host, whichever it is.</summary>
internal sealed class ServedModelLifetime(IServedModel model) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => model.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => model.StopAsync(cancellationToken);
}
