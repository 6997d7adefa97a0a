using NeuralSearch.Ingestion.Runs;
using NeuralSearch.Ingestion.Store;

namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>Begins ingestions: what is wrong from the start shows before anything is read. Thread-safe.</summary>
internal sealed class Ingestor(
    CollectionPreparer collections, EmbeddingModel model, IngestionPipeline pipeline, IngestionRuns runs)
{
    /// <summary>
    /// Makes sure that the collection is ready and starts a run. Throws <see cref="IngestionException"/> otherwise.
    /// The caller must run what it gets.
    /// </summary>
    public async Task<IngestionSession> OpenAsync(
        string source, string collection, IReadOnlyList<FieldIndex> indexes, long? total,
        CancellationToken cancellationToken)
    {
        TargetCollection target = await collections.PrepareAsync(collection, model, indexes, cancellationToken);
        IngestionRun run = await runs.StartAsync(source, collection, total, cancellationToken);
        return new IngestionSession(run, target, pipeline);
    }
}
