using Microsoft.Extensions.Hosting;
using NeuralSearch.Catalog;
using NeuralSearch.Ingestion.Runs;
using Spectre.Console;

namespace NeuralSearch.Standalone.Serve;

/// <summary>
/// Shows ingestions on the console: a bar where it is a terminal, a plain line now and then where it is not.
/// </summary>
internal sealed class ConsoleProgress(IngestionRuns runs) : BackgroundService
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(2);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected
            ? ShowBarsAsync(stoppingToken)
            : ShowLinesAsync(stoppingToken);

    private async Task ShowLinesAsync(CancellationToken stoppingToken)
    {
        var lastLine = new Dictionary<string, DateTime>();
        await foreach (IngestionRecord run in runs.WatchAsync(stoppingToken))
        {
            bool isRunning = run.State == IngestionState.Running;
            if (isRunning && DateTime.UtcNow - lastLine.GetValueOrDefault(run.Id) < LineInterval) continue;
            if (isRunning) lastLine[run.Id] = DateTime.UtcNow;
            else lastLine.Remove(run.Id);
            Console.WriteLine(isRunning ? Describe(run) : Summarize(run));
        }
    }

    /// <summary>One bar at a time: the bars of a session are those of the runs that begin while it is shown.</summary>
    private async Task ShowBarsAsync(CancellationToken stoppingToken)
    {
        await using IAsyncEnumerator<IngestionRecord> changes =
            runs.WatchAsync(stoppingToken).GetAsyncEnumerator(stoppingToken);
        while (await changes.MoveNextAsync())
        {
            var ended = new List<IngestionRecord>();
            if (changes.Current.State == IngestionState.Running)
                await AnsiConsole.Progress().AutoClear(true)
                    .StartAsync(context => FollowAsync(context, changes, ended));
            else ended.Add(changes.Current);
            foreach (IngestionRecord run in ended) Console.WriteLine(Summarize(run));
        }
    }

    private static async Task FollowAsync(
        ProgressContext context, IAsyncEnumerator<IngestionRecord> changes, List<IngestionRecord> ended)
    {
        var bars = new Dictionary<string, ProgressTask>();
        do
        {
            IngestionRecord run = changes.Current;
            if (run.State != IngestionState.Running)
            {
                bars.Remove(run.Id);
                ended.Add(run);
                continue;
            }

            if (!bars.TryGetValue(run.Id, out ProgressTask? bar))
            {
                bars[run.Id] = bar = context.AddTask(Markup.Escape(run.Collection));
                bar.IsIndeterminate = run.Total is null;
            }

            if (run.Total is { } total) bar.MaxValue = Math.Max(1, total);
            bar.Description = Markup.Escape(Describe(run));
            bar.Value = run.Stored + run.Unchanged + run.Failed;
        }
        while (bars.Count > 0 && await changes.MoveNextAsync());
    }

    private static string Describe(IngestionRecord run) =>
        $"{run.Collection}: {run.Stored + run.Unchanged}{(run.Total is { } total ? $" of {total}" : "")} documents";

    private static string Summarize(IngestionRecord run)
    {
        double seconds = ((run.FinishedAt ?? DateTimeOffset.UtcNow) - run.StartedAt).TotalSeconds;
        string error = run.Error is null ? "" : $" ({run.Error})";
        return $"{run.Collection}: {run.State.ToString().ToLowerInvariant()}{error}, {run.Stored} documents stored, "
            + $"{run.Unchanged} unchanged, {run.Failed} failed in {seconds:0.0} s";
    }
}
