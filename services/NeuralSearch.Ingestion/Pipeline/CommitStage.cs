using System.Diagnostics;
using System.Threading.Channels;
using NeuralSearch.Catalog;
using NeuralSearch.Ingestion.Runs;

namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>
/// Last stage: tells the ledger which documents are durably stored, counts them, and lets go of them. Not aborted with
/// the others: what is stored already is worth committing.
/// </summary>
internal sealed class CommitStage(
    IDocumentLedger ledger, IngestionRuns runs, TimeProvider time, IngestionMetrics metrics)
{
    private static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(1);

    public async Task RunAsync(RunScope scope, ChannelReader<IReadOnlyList<DocumentWork>> input)
    {
        long saved = time.GetTimestamp();
        await foreach (IReadOnlyList<DocumentWork> documents in input.ReadAllAsync())
        {
            await CommitAsync(scope, documents);
            if (time.GetElapsedTime(saved) < SaveInterval)
                continue;
            await runs.SaveAsync(scope.Run, CancellationToken.None);
            saved = time.GetTimestamp();
        }
    }

    private async Task CommitAsync(RunScope scope, IReadOnlyList<DocumentWork> documents)
    {
        long started = Stopwatch.GetTimestamp();
        await ledger.CommitAsync(
            scope.Target.LedgerId,
            [
                .. documents.Select(work => new DocumentCommit(
                    scope.OriginOf(work), work.ContentHash, work.ChunkCount)),
            ],
            CancellationToken.None);
        metrics.Measure(IngestionMetrics.Stage.Commit, started);

        int chunks = documents.Sum(work => work.ChunkCount);
        scope.Run.AddStored(documents.Count, chunks);
        metrics.CountDocuments(IngestionMetrics.Outcome.Stored, documents.Count);
        metrics.CountChunks(chunks);
        foreach (DocumentWork work in documents)
            scope.InFlight.Release(work);
    }
}
