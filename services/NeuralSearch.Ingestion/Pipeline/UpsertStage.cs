using System.Diagnostics;
using System.Threading.Channels;
using NeuralSearch.Catalog;
using NeuralSearch.Ingestion.Preparation;
using NeuralSearch.Ingestion.Store;

namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>
/// Fourth stage: writes chunks durably, and removes those that an earlier, longer version of a document left behind.
/// Before the first chunk of a document the ledger is told (see IDocumentLedger): a crash after that makes the document
/// be written again, whatever content it comes with.
/// </summary>
internal sealed class UpsertStage(
    PointWriter writer, IDocumentLedger ledger, IngestionOptions options, IngestionMetrics metrics)
{
    public async Task RunAsync(
        RunScope scope,
        ChannelReader<Task<IReadOnlyList<EmbeddedChunk>>> input,
        ChannelWriter<IReadOnlyList<DocumentWork>> output)
    {
        PointBatcher batcher = new(options.UpsertBatchPoints, options.UpsertBatchBytes);
        await foreach (Task<IReadOnlyList<EmbeddedChunk>> embedding in input.ReadAllAsync(scope.Aborted))
        {
            foreach (EmbeddedChunk chunk in await embedding)
            {
                batcher.Add(chunk.Work.Work, ToPoint(scope.Target.Name, chunk), chunk.Work.IsLast);
                while (batcher.TakeFull() is { } full)
                    await WriteAsync(scope, full, output);
            }

            // A batch waits for more only if more is there already.
            bool hasMore = input.TryPeek(out Task<IReadOnlyList<EmbeddedChunk>>? next) && next.IsCompleted;
            if (!hasMore && batcher.TakeOpen() is { } open)
                await WriteAsync(scope, open, output);
        }
    }

    private static Contracts.Qdrant.PointStruct ToPoint(string collection, EmbeddedChunk chunk) =>
        PointFactory.Create(collection, chunk.Work.Work.Document, chunk.Work.Chunk, chunk.Vector.Span);

    private async Task WriteAsync(RunScope scope, PointBatch batch, ChannelWriter<IReadOnlyList<DocumentWork>> output)
    {
        long started = Stopwatch.GetTimestamp();
        await BeginAsync(scope, batch);
        await writer.UpsertAsync(scope.Target.Name, batch.Points, scope.Aborted);
        foreach (DocumentWork work in batch.Finished.Where(work => MayHaveMoreChunks(scope.Target, work)))
        {
            await writer.DeleteAsync(
                scope.Target.Name, PointFactory.ChunksOf(work.Document.Id, work.ChunkCount), scope.Aborted);
        }

        metrics.Measure(IngestionMetrics.Stage.Upsert, started);
        // What is stored is committed even if the run failed meanwhile, unless it is the commit that failed.
        if (batch.Finished.Count > 0 && !output.TryWrite(batch.Finished))
            await output.WriteAsync(batch.Finished, scope.Aborted);
    }

    private async Task BeginAsync(RunScope scope, PointBatch batch)
    {
        DocumentWork[] begun = [.. batch.Documents.Where(work => !work.IsBegun)];
        if (begun.Length == 0)
            return;
        await ledger.BeginAsync(
            scope.Target.LedgerId, [.. begun.Select(scope.OriginOf)], scope.Aborted);
        foreach (DocumentWork work in begun)
            work.IsBegun = true;
    }

    /// <summary>An entry without content is what a crash left: then nobody knows how many chunks there are.</summary>
    private static bool MayHaveMoreChunks(TargetCollection target, DocumentWork work) => work.Prior switch
    {
        null => target.MayHoldUnknown,
        { ContentHash: null } => true,
        { ChunkCount: int count } => count > work.ChunkCount,
    };
}
