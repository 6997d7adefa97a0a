using System.Diagnostics;
using System.Threading.Channels;
using NeuralSearch.Catalog;
using NeuralSearch.Ingestion.Preparation;

namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>
/// Second stage: leaves out documents that are stored already with this content, cuts the others into chunks, and
/// groups the chunks for the model. A group is full, or holds what there was when the input paused.
/// </summary>
internal sealed class PrepareStage(
    DocumentPreparer preparer, IDocumentLedger ledger, IngestionOptions options, IngestionMetrics metrics)
{
    private const int MaxClaims = 256;

    public async Task RunAsync(
        RunScope scope, ChannelReader<DocumentWork> input, ChannelWriter<IReadOnlyList<ChunkWork>> output)
    {
        ChunkGroup group = new(options.EmbeddingBatchChunks, output, scope.Aborted);
        List<DocumentOrigin> claims = [];
        while (true)
        {
            if (!input.TryRead(out DocumentWork? work))
            {
                await group.FlushAsync();
                await ClaimAsync(scope, claims);
                if (!await input.WaitToReadAsync(scope.Aborted))
                    return;
                continue;
            }

            if (!await LeaseAsync(scope, work, group))
            {
                scope.Stop();
                scope.InFlight.Release(work);
                continue;
            }

            if (await IsUnchangedAsync(scope, work))
            {
                if (IsOfAnotherSource(scope, work))
                    claims.Add(scope.OriginOf(work));
                if (claims.Count >= MaxClaims)
                    await ClaimAsync(scope, claims);
                scope.Run.AddUnchanged();
                metrics.CountDocuments(IngestionMetrics.Outcome.Unchanged);
                scope.InFlight.Release(work);
                continue;
            }

            await SplitAsync(work, group);
        }
    }

    /// <summary>False if the run is stopping: then no further document is begun.</summary>
    private static async ValueTask<bool> LeaseAsync(RunScope scope, DocumentWork work, ChunkGroup group)
    {
        if (scope.Stopping.IsCancellationRequested)
            return false;
        if (scope.InFlight.TryLease(work))
            return true;

        // Another run has this document, and may be waiting for one of ours: ours must reach their commit meanwhile.
        await group.FlushAsync();
        try
        {
            await scope.InFlight.LeaseAsync(work, scope.Stopping);
            return true;
        }
        catch (OperationCanceledException) when (!scope.Aborted.IsCancellationRequested)
        {
            return false;
        }
    }

    private async ValueTask<bool> IsUnchangedAsync(RunScope scope, DocumentWork work)
    {
        long started = Stopwatch.GetTimestamp();
        work.ContentHash = preparer.Hash(work.Document, scope.Target.Model.Id);
        work.Prior = await ledger.FindAsync(scope.Target.LedgerId, work.Document.Id, scope.Aborted);
        metrics.Measure(IngestionMetrics.Stage.Prepare, started);
        return work.Prior?.ContentHash is { } stored && stored.AsSpan().SequenceEqual(work.ContentHash);
    }

    private static bool IsOfAnotherSource(RunScope scope, DocumentWork work) => scope.Source is { Name: var source }
        && (work.Prior!.Source != source || work.Prior.File != work.File);

    /// <summary>
    /// Unchanged documents that came from elsewhere before belong to this source now; the ledger is told of many at a
    /// time.
    /// </summary>
    private async ValueTask ClaimAsync(RunScope scope, List<DocumentOrigin> claims)
    {
        if (claims.Count == 0)
            return;
        await ledger.ClaimAsync(scope.Target.LedgerId, claims, scope.Aborted);
        claims.Clear();
    }

    private async ValueTask SplitAsync(DocumentWork work, ChunkGroup group)
    {
        work.PassagePrefix = preparer.PassagePrefix(work.Document);
        using IEnumerator<Chunk> chunks = preparer.Split(work.Document).GetEnumerator();
        bool hasChunk = chunks.MoveNext();
        while (hasChunk)
        {
            Chunk chunk = chunks.Current;
            hasChunk = chunks.MoveNext();
            work.ChunkCount = chunk.Number + 1;
            await group.AddAsync(new ChunkWork(work, chunk, IsLast: !hasChunk));
        }
    }

    /// <summary>The chunks that go to the model in one call.</summary>
    private sealed class ChunkGroup(
        int maxChunks, ChannelWriter<IReadOnlyList<ChunkWork>> output, CancellationToken cancellationToken)
    {
        private List<ChunkWork> _chunks = [];

        public async ValueTask AddAsync(ChunkWork chunk)
        {
            _chunks.Add(chunk);
            if (_chunks.Count == maxChunks)
                await FlushAsync();
        }

        public async ValueTask FlushAsync()
        {
            if (_chunks.Count == 0)
                return;
            await output.WriteAsync(_chunks, cancellationToken);
            _chunks = [];
        }
    }
}
