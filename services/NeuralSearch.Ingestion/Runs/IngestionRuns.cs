using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using NeuralSearch.Catalog;

namespace NeuralSearch.Ingestion.Runs;

/// <summary>
/// The ingestions of this process and, from the catalog, those before it. Thread-safe; a singleton.
/// </summary>
public sealed class IngestionRuns
{
    private const int ListedFinished = 20;

    private readonly IIngestionHistory _history;
    private readonly TimeProvider _time;
    private readonly ILogger<IngestionRuns> _logger;
    private readonly Lock _lock = new();
    private readonly List<IngestionRun> _running = [];
    private readonly List<RunSubscription> _subscriptions = [];

    internal IngestionRuns(IIngestionHistory history, TimeProvider time, ILogger<IngestionRuns> logger)
    {
        _history = history;
        _time = time;
        _logger = logger;
    }

    /// <summary>Those that run, and the last 20 that ended, newest first.</summary>
    public async Task<IReadOnlyList<IngestionRecord>> ListAsync(CancellationToken cancellationToken = default)
    {
        IngestionRecord[] running;
        lock (_lock)
            running = [.. _running.Select(run => run.ToRecord())];
        HashSet<string> runningIds = [.. running.Select(run => run.Id)];

        IReadOnlyList<IngestionRecord> saved =
            await _history.ListAsync(ListedFinished + running.Length, cancellationToken);
        IEnumerable<IngestionRecord> ended = saved.Where(run => !runningIds.Contains(run.Id)).Take(ListedFinished);
        return [.. running.Concat(ended).OrderByDescending(run => run.StartedAt)];
    }

    /// <summary>
    /// The state of a run each time that one begins, counts or ends; first of those that run already. A slow reader
    /// misses states in between, never the last one of a run. Ends only by cancellation.
    /// </summary>
    public async IAsyncEnumerable<IngestionRecord> WatchAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        RunSubscription subscription = new();
        lock (_lock)
        {
            _subscriptions.Add(subscription);
            _running.ForEach(subscription.Notify);
        }

        try
        {
            while (true)
            {
                foreach (IngestionRun run in await subscription.TakeAsync(cancellationToken))
                    yield return run.ToRecord();
            }
        }
        finally
        {
            lock (_lock)
                _subscriptions.Remove(subscription);
        }
    }

    internal async Task StopAbandonedAsync(CancellationToken cancellationToken)
    {
        int stopped = await _history.StopAbandonedAsync(
            "the process ended before the ingestion", _time.GetUtcNow(), cancellationToken);
        if (stopped > 0)
            Log.FoundAbandonedIngestions(_logger, stopped);
    }

    internal async Task<IngestionRun> StartAsync(
        string source, string collection, long? total, CancellationToken cancellationToken)
    {
        IngestionRun run = new(
            Guid.CreateVersion7().ToString("N"), source, collection, total, _time.GetUtcNow(), Notify);
        await SaveAsync(run, cancellationToken);
        lock (_lock)
            _running.Add(run);
        Notify(run);
        Log.StartedIngestion(_logger, run.Id, source, collection);
        return run;
    }

    internal async Task SaveAsync(IngestionRun run, CancellationToken cancellationToken) =>
        await _history.SaveAsync(run.ToRecord(), cancellationToken);

    internal async Task EndAsync(IngestionRun run, IngestionState state, string? error)
    {
        run.End(state, error, _time.GetUtcNow());
        try
        {
            // Not cancellable: the end of a run is what the list after a restart is for.
            await SaveAsync(run, CancellationToken.None);
        }
        catch (CatalogException exception)
        {
            Log.SavingIngestionFailed(_logger, exception, run.Id);
        }

        lock (_lock)
            _running.Remove(run);
        double durationMs = (run.FinishedAt!.Value - run.StartedAt).TotalMilliseconds;
        Log.EndedIngestion(
            _logger, run.Id, state, run.Stored, run.Unchanged, run.Failed, run.Chunks, durationMs, error ?? "no error");
    }

    private void Notify(IngestionRun run)
    {
        lock (_lock)
        {
            foreach (RunSubscription subscription in _subscriptions)
                subscription.Notify(run);
        }
    }
}
