using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace NeuralSearch.ServiceDefaults.Hosting;

/// <summary>
/// The first step of a stop: readiness is off already (the host's check says "stopping"), the listeners stay open for
/// the configured delay. Then the web server drains, and last the other services flush, in the reverse of their order.
/// </summary>
internal sealed class ShutdownSequence(IOptions<ShutdownOptions> options, TimeProvider time) : IHostedLifecycleService
{
    public async Task StoppingAsync(CancellationToken cancellationToken) =>
        await Task.Delay(options.Value.Delay, time, CancellationToken.None);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
