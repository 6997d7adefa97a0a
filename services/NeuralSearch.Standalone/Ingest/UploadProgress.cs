using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace NeuralSearch.Standalone.Ingest;

/// <summary>Shows how far an upload is: a bar on a terminal, a line now and then elsewhere.</summary>
internal sealed class UploadProgress(Upload upload, UploadCounters counters, RunWatch watch)
{
    private static readonly TimeSpan BarInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    private readonly long _started = Stopwatch.GetTimestamp();
    private double _documentsPerSecond;

    /// <summary>Shows it until the task has ended, and returns or throws what the task does.</summary>
    public async Task<T> ShowAsync<T>(Task<T> sending)
    {
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive)
        {
            await WatchAsync(sending, LineInterval, () => Console.WriteLine($"{upload.Label}: {Describe()}"));
            return await sending;
        }

        return await AnsiConsole.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn())
            .StartAsync(async context =>
            {
                ProgressTask bar = context.AddTask(Markup.Escape(Describe()));
                await WatchAsync(sending, BarInterval, () =>
                {
                    bar.Value = counters.Share * bar.MaxValue;
                    bar.Description = Markup.Escape(Describe());
                });
                return await sending;
            });
    }

    private async Task WatchAsync(Task sending, TimeSpan interval, Action show)
    {
        using PeriodicTimer timer = new(interval);
        Task<bool> tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
        while (await Task.WhenAny(sending, tick) != sending)
        {
            if (await watch.FindAsync() is { } run)
                Measure(run);
            show();
            tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
        }
    }

    private void Measure(JsonNode run) =>
        _documentsPerSecond = RunWatch.StoredOf(run) / Stopwatch.GetElapsedTime(_started).TotalSeconds;

    private string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"{counters.SentFiles} of {counters.Files} files, {Megabytes(counters.SentBytes)} of "
        + $"{Megabytes(counters.Bytes)} MB, {_documentsPerSecond:0} documents/s");

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture);
}
