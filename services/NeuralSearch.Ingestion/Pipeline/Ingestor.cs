using NeuralSearch.Ingestion.Runs;
using NeuralSearch.Ingestion.Store;

namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>Begins ingestions: what is wrong from the start shows before anything is read. Thread-safe.</summary>
internal sealed class Ingestor(
    CollectionPreparer collections, EmbeddingModelSource models, IngestionPipeline pipeline, IngestionRuns runs)
{
    /// <summary>
    /// Asks for the model, makes sure that the collection is ready for it, and starts a run. Throws
    /// <see cref="IngestionException"/> otherwise. The caller must run what it gets.
    /// </summary>
    public async Task<IngestionSession> OpenAsync(
        string source, string collection, IReadOnlyList<FieldIndex> indexes, long? total,
        CancellationToken cancellationToken)
    {
        EmbeddingModel model = await models.GetAsync(cancellationToken);
        TargetCollection target = await collections.PrepareAsync(collection, model, indexes, cancellationToken);
        IngestionRun run = await runs.StartAsync(source, collection, total, cancellationToken);
        return new IngestionSession(run, target, pipeline);
    }
}
