using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NeuralSearch.Catalog;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Ingestion.Pipeline;
using NeuralSearch.Ingestion.Sources;
using NeuralSearch.Ingestion.Store;

namespace NeuralSearch.Ingestion.Samples;

/// <summary>
/// Loads the sample in the background: on the first start of an empty store, further after an interruption or with a
/// larger limit, and never again once the user has deleted its collection.
/// </summary>
internal sealed class SampleLoader(
    ICatalog catalog,
    CollectionPreparer collections,
    Ingestor ingestor,
    HealthCheckService health,
    IOptions<SampleOptions> sample,
    IOptions<IngestionOptions> ingestion,
    TimeProvider time,
    ILogger<SampleLoader> logger) : BackgroundService
{
    private static readonly TimeSpan ReadinessInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan UnavailableInterval = TimeSpan.FromSeconds(2);
    private static readonly FieldIndex[] Indexes =
        [new FieldIndex("year", FieldType.Integer), new FieldIndex("genres", FieldType.Keyword)];

    private readonly SampleOptions _options = sample.Value;

    private int? Limit => _options.Limit is > 0 ? _options.Limit : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_options.Enabled)
            return;
        try
        {
            await LoadAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // It goes on at the next start.
        }
        catch (Exception exception) when (exception is IngestionException or CatalogException or IOException)
        {
            // A start without the sample is still a start.
            Log.SampleFailed(logger, exception);
        }
    }

    private async Task LoadAsync(CancellationToken stop)
    {
        if (SampleFile.Find(_options.Path, AppContext.BaseDirectory) is not { } path)
        {
            Log.SkippedSample(logger, "there is no samples/films.jsonl.gz beside the program or above it");
            return;
        }

        await WaitForReadinessAsync(stop);
        SampleRecord? record = await catalog.Samples.FindAsync(_options.Collection, stop);
        if (!await WhenAvailableAsync(() => IsWantedAsync(record, stop), stop))
            return;

        // Only until the collection exists: from then on its absence means that the user deleted it.
        if (record is null)
            await catalog.Samples.SaveAsync(new SampleRecord(_options.Collection, SampleState.Starting, Limit), stop);
        int lines = await SampleFile.CountLinesAsync(path, Limit, stop);
        IngestionSession session = await WhenAvailableAsync(
            () => ingestor.OpenAsync("sample", _options.Collection, Indexes, lines, stop), stop);
        await catalog.Samples.SaveAsync(new SampleRecord(_options.Collection, SampleState.Loading, Limit), stop);
        Log.LoadingSample(logger, path, _options.Collection, lines);

        await using Stream stream = SampleFile.Open(path);
        await session.RunAsync(
            new JsonLinesSource(stream, ingestion.Value, Limit),
            error => Log.SampleLineRefused(logger, error.Line ?? 0, error.Error),
            stop);
        if (session.Run.State == IngestionState.Completed)
            await catalog.Samples.SaveAsync(new SampleRecord(_options.Collection, SampleState.Loaded, Limit), stop);
    }

    /// <summary>The embedding service and the node may start later than this process: they are waited for.</summary>
    private async Task<T> WhenAvailableAsync<T>(Func<Task<T>> call, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (IngestionException exception) when (exception.Error == IngestionError.Unavailable)
            {
                Log.WaitingWithSample(logger, exception.Message);
                await Task.Delay(UnavailableInterval, time, stop);
            }
        }
    }

    /// <summary>The model is loaded and the node serves: what readiness says, the catalog included.</summary>
    private async Task WaitForReadinessAsync(CancellationToken stop)
    {
        while ((await health.CheckHealthAsync(check => check.Tags.Contains("ready"), stop)).Status
            == HealthStatus.Unhealthy)
        {
            await Task.Delay(ReadinessInterval, time, stop);
        }
    }

    private async Task<bool> IsWantedAsync(SampleRecord? record, CancellationToken stop)
    {
        if (record is null)
        {
            if (!await collections.HasAnyAsync(stop))
                return true;
            Log.SkippedSample(logger, "the store is not empty");
            return false;
        }

        if (record.State == SampleState.Starting)
            return true;
        if (!await collections.ExistsAsync(_options.Collection, stop))
        {
            Log.SkippedSample(logger, $"collection '{_options.Collection}' was deleted");
            return false;
        }

        return record.State == SampleState.Loading || (record.LineLimit is int loaded && !(Limit <= loaded));
    }
}
