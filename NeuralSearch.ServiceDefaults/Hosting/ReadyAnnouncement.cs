using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NeuralSearch.ServiceDefaults.Health;
using NeuralSearch.ServiceDefaults.Listeners;

namespace NeuralSearch.ServiceDefaults.Hosting;

/// <summary>Prints one line when the process serves, and what it waits for while it does not.</summary>
internal sealed class ReadyAnnouncement(
    HealthCheckService health, ListenerPorts ports, IOptions<ListenOptions> listen, IConfiguration configuration,
    IHostApplicationLifetime lifetime)
    : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan PatienceBeforeReasons = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await AnnounceAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // It never served: whoever stopped it, or kept it from starting, says why.
        }
    }

    private async Task AnnounceAsync(CancellationToken stoppingToken)
    {
        await StartedAsync(stoppingToken);
        DateTime reasonsFrom = DateTime.UtcNow + PatienceBeforeReasons;
        string told = "";
        while (await NotReadyAsync(stoppingToken) is { } reasons)
        {
            if (lifetime.ApplicationStopping.IsCancellationRequested) return;
            if (DateTime.UtcNow >= reasonsFrom && reasons != told) Console.WriteLine($"waiting: {told = reasons}");
            await Task.Delay(PollInterval, stoppingToken);
        }

        string host = listen.Value.LocalHost;
        string grpc = ports.Grpc is { } port ? $" · gRPC http://{host}:{port}" : "";
        string data = configuration[ServiceKeys.DataPath] is { } path ? $" · data {path}" : "";
        Console.WriteLine($"ready: http://{host}:{ports.Http}{grpc}{data}");
    }

    private Task StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lifetime.ApplicationStarted.Register(started.SetResult);
        return started.Task.WaitAsync(stoppingToken);
    }

    /// <returns>Null when ready, else what is not.</returns>
    private async Task<string?> NotReadyAsync(CancellationToken stoppingToken)
    {
        HealthReport report = await health.CheckHealthAsync(
            check => check.Tags.Contains(HealthTags.Ready), stoppingToken);
        return report.Status != HealthStatus.Unhealthy ? null : string.Join("; ", report.Entries
            .Where(entry => entry.Value.Status == HealthStatus.Unhealthy)
            .Select(entry => $"{entry.Key}: {entry.Value.Description ?? entry.Value.Exception?.Message}"));
    }
}
