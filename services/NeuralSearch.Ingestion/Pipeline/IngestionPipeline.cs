using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NeuralSearch.Catalog;
using NeuralSearch.Ingestion.Runs;
using NeuralSearch.Ingestion.Sources;
using NeuralSearch.Ingestion.Store;
using NeuralSearch.ServiceDefaults.Hosting;

namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>
/// read → prepare → embed → upsert → commit, each stage a task, with bounded channels between them: a slow stage slows
/// those before it down to the client's socket. Then, for a whole source, sweep. Thread-safe: every run has channels of
/// its own; runs share the budget of bytes in flight and the leases of documents.
/// </summary>
internal sealed class IngestionPipeline(
    ReadStage reading,
    PrepareStage preparing,
    EmbedStage embedding,
    UpsertStage upserting,
    CommitStage committing,
    SweepStage sweeping,
    ByteBudget budget,
    DocumentLocks locks,
    IngestionRuns runs,
    IngestionOptions options,
    IOptions<ShutdownOptions> shutdown,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    IngestionMetrics metrics,
    ILogger<IngestionPipeline> logger)
{
    private const int QueuedDocuments = 64;
    private const int QueuedGroups = 2;

    /// <summary>
    /// Runs to the end of the source, a failure, or the stop, and ends the run accordingly. Does not throw for what can
    /// fail in an ingestion: the run says it.
    /// </summary>
    /// <param name="run">A run that was started; ended when the task completes.</param>
    /// <param name="target">Where the documents go.</param>
    /// <param name="named">The source that they belong to; null if none was named.</param>
    /// <param name="source">Where they come from.</param>
    /// <param name="report">Is told of every line that is not stored; must not block.</param>
    /// <param name="stop">Stops reading; documents that are begun are still stored.</param>
    public async Task RunAsync(
        IngestionRun run, TargetCollection target, NamedSource? named, IDocumentSource source,
        Action<LineError> report, CancellationToken stop)
    {
        using Activity? activity = IngestionActivities.Source.StartActivity(IngestionActivities.Ingestion);
        using DocumentsInFlight inFlight = new(target.Name, budget, locks);
        RunStop ends = new(time, Patience(shutdown.Value), stop, lifetime.ApplicationStopping);
        using RunScope scope = new(run, target, named, inFlight, report, ends);

        Channel<DocumentWork> documents = Bounded<DocumentWork>(QueuedDocuments);
        Channel<IReadOnlyList<ChunkWork>> groups = Bounded<IReadOnlyList<ChunkWork>>(QueuedGroups);
        Channel<Task<IReadOnlyList<EmbeddedChunk>>> vectors =
            Bounded<Task<IReadOnlyList<EmbeddedChunk>>>(options.EmbeddingConcurrency);
        Channel<IReadOnlyList<DocumentWork>> stored = Bounded<IReadOnlyList<DocumentWork>>(QueuedGroups);

        await Task.WhenAll(
            StageAsync(scope, reading.RunAsync(scope, source, documents), documents),
            StageAsync(scope, preparing.RunAsync(scope, documents, groups), groups),
            StageAsync(scope, embedding.RunAsync(scope, groups, vectors), vectors),
            StageAsync(scope, upserting.RunAsync(scope, vectors, stored), stored),
            StageAsync<object>(scope, committing.RunAsync(scope, stored), output: null));
        // Only what was read to its end, without a failure, says what the source does not hold any more.
        if (scope is { Failure: null, InputError: null, StopReason: null })
            await StageAsync<object>(scope, SweepAsync(scope), output: null);
        await EndAsync(scope);
    }

    /// <summary>Most of what the process gives requests to end; the rest is for their answers.</summary>
    private static TimeSpan Patience(ShutdownOptions shutdown) => shutdown.Delay + (shutdown.Drain * 0.7);

    private async Task SweepAsync(RunScope scope)
    {
        try
        {
            await sweeping.RunAsync(scope);
        }
        catch (OperationCanceledException) when (scope.Stopping.IsCancellationRequested)
        {
            scope.Stop("it was stopped before everything that left its source was deleted");
        }
    }

    private static Channel<T> Bounded<T>(int capacity) => Channel.CreateBounded<T>(
        new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });

    private static async Task StageAsync<T>(RunScope scope, Task stage, Channel<T>? output)
    {
        try
        {
            await stage;
        }
        catch (OperationCanceledException) when (scope.Aborted.IsCancellationRequested)
        {
            // Another stage failed, and that failure is what the run ends with.
        }
        catch (Exception exception)
        {
            // The border of the run: whatever it was, it ends this run and nothing else, and is logged there.
            scope.Abort(exception);
        }
        finally
        {
            output?.Writer.Complete();
        }
    }

    private async Task EndAsync(RunScope scope)
    {
        IngestionRun run = scope.Run;
        if (scope.Failure is { } failure)
        {
            Log.IngestionFailed(logger, failure, run.Id);
            long lost = run.Accepted - run.Stored - run.Unchanged;
            run.AddFailed(lost);
            metrics.CountDocuments(IngestionMetrics.Outcome.Failed, lost);
            await runs.EndAsync(run, IngestionState.Failed, $"{Describe(failure)} {HowFar(run)}");
        }
        else if (scope.InputError is { } inputError)
        {
            await runs.EndAsync(run, IngestionState.Failed, $"Reading failed: {inputError}. {HowFar(run)}");
        }
        else if (scope.StopReason is { } reason)
        {
            await runs.EndAsync(run, IngestionState.Stopped, $"Stopped: {reason}. {HowFar(run)}");
        }
        else
        {
            await runs.EndAsync(run, IngestionState.Completed, error: null);
        }
    }

    private static string HowFar(IngestionRun run) =>
        $"{run.Stored + run.Unchanged} documents are stored; send the input again to go on, they are skipped then.";

    private static string Describe(Exception failure) => failure switch
    {
        IngestionException or CatalogException => EndSentence(failure.Message),
        _ => EndSentence($"Unexpected {failure.GetType().Name}: {failure.Message}"),
    };

    private static string EndSentence(string text) => text.EndsWith('.') || text.EndsWith('!') ? text : text + ".";
}
