using NeuralSearch.Catalog;
using NeuralSearch.Ingestion.Runs;
using NeuralSearch.Ingestion.Sources;
using NeuralSearch.Ingestion.Store;

namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>What the stages of one run share.</summary>
internal sealed class RunScope : IDisposable
{
    private const string LeftUndone = "it was stopped before all that was read was stored";

    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _abort = new();
    private readonly ITimer _patience;
    private readonly CancellationTokenRegistration _hostStops;
    private Exception? _failure;

    public RunScope(
        IngestionRun run, TargetCollection target, NamedSource? source, DocumentsInFlight inFlight,
        Action<LineError> report, RunStop stop)
    {
        Run = run;
        Target = target;
        Source = source;
        InFlight = inFlight;
        Report = report;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop.Caller, stop.Host, _abort.Token);
        _patience = stop.Time.CreateTimer(
            _ => GiveUp(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _hostStops = stop.Host.Register(() => _patience.Change(stop.Patience, Timeout.InfiniteTimeSpan));
    }

    public IngestionRun Run { get; }

    public TargetCollection Target { get; }

    /// <summary>The source that the input belongs to; null if none was named.</summary>
    public NamedSource? Source { get; }

    /// <summary>What the input has named so far.</summary>
    public NamedDocuments Named { get; } = new();

    public DocumentsInFlight InFlight { get; }

    /// <summary>Takes errors of lines; never blocks.</summary>
    public Action<LineError> Report { get; }

    /// <summary>
    /// No new document is begun; what is begun goes through to its commit. Includes <see cref="Aborted"/>.
    /// </summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>A stage failed, or the process cannot wait any longer: every stage ends where it is.</summary>
    public CancellationToken Aborted => _abort.Token;

    /// <summary>The first failure of a stage.</summary>
    public Exception? Failure => _failure;

    /// <summary>Why the input ended before its end.</summary>
    public string? StopReason { get; private set; }

    /// <summary>Why the rest of the input cannot be read, although the sender is still there.</summary>
    public string? InputError { get; set; }

    /// <summary>Begins no new document; the first reason is kept.</summary>
    public void Stop(string reason = "it was stopped before the end of its input")
    {
        StopReason ??= reason;
        _stop.Cancel();
    }

    public void Abort(Exception failure)
    {
        if (Interlocked.CompareExchange(ref _failure, failure, null) is null)
            _abort.Cancel();
    }

    /// <summary>The reason comes first: a run that is cut short must never look like one that came to its end.</summary>
    private void GiveUp()
    {
        try
        {
            Stop(LeftUndone);
            _abort.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The run ended in the same moment.
        }
    }

    /// <summary>Where a document of this run comes from, for the ledger.</summary>
    public DocumentOrigin OriginOf(DocumentWork work) =>
        new(work.Document.Id, Run.Source, work.File, IsNamed: Source is not null);

    public void Dispose()
    {
        _hostStops.Dispose();
        _patience.Dispose();
        _stop.Dispose();
        _abort.Dispose();
    }
}
