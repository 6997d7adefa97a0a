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
    private long _accepted;
    private long _done;

    /// <summary>True on a terminal.</summary>
    public static bool HasBar => !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive;

    /// <summary>Shows it until the upload has ended, and throws what the upload does.</summary>
    public async Task ShowAsync(Task uploading)
    {
        if (!HasBar)
        {
            await WatchAsync(uploading, LineInterval, () => Console.WriteLine($"{upload.Label}: {Describe()}"));
            return;
        }

        await AnsiConsole.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn())
            .StartAsync(async context =>
            {
                ProgressTask bar = context.AddTask(Markup.Escape(Describe()));
                await WatchAsync(uploading, BarInterval, () =>
                {
                    bar.Value = Share * bar.MaxValue;
                    bar.Description = Markup.Escape(Describe());
                });
            });
    }

    private async Task WatchAsync(Task uploading, TimeSpan interval, Action show)
    {
        using PeriodicTimer timer = new(interval);
        Task<bool> tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
        while (await Task.WhenAny(uploading, tick) != uploading)
        {
            if (await watch.FindAsync() is { } run)
                Measure(run);
            if (uploading.IsCompleted)
                break;
            show();
            tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
        }

        await uploading;
    }

    /// <summary>0 to 1: the share of the files that was sent, as far as the documents in it are done.</summary>
    private double Share => _accepted == 0 ? 0 : counters.Share * _done / Math.Max(_accepted, _done);

    private void Measure(JsonNode run) =>
        (_accepted, _done) = ((long?)run["accepted"] ?? 0, RunWatch.StoredOf(run));

    private string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"{counters.SentFiles} of {counters.Files} files sent, {Megabytes(counters.SentBytes)} of "
        + $"{Megabytes(counters.Bytes)} MB, {_done} documents done, "
        + $"{_done / Stopwatch.GetElapsedTime(_started).TotalSeconds:0}/s");

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture);
}
