using NeuralSearch.Ingestion.Runs;
using NeuralSearch.Ingestion.Sources;
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
    /// <param name="origin">How the documents come, if no source is named: "http" or "sample".</param>
    /// <param name="collection">The collection that they go to.</param>
    /// <param name="indexes">Fields of it that are to be indexed.</param>
    /// <param name="total">Documents of the whole input, if known.</param>
    /// <param name="cancellationToken">Gives up before the run is started.</param>
    /// <param name="named">The source that they belong to.</param>
    public async Task<IngestionSession> OpenAsync(
        string origin, string collection, IReadOnlyList<FieldIndex> indexes, long? total,
        CancellationToken cancellationToken, NamedSource? named = null)
    {
        EmbeddingModel model = await models.GetAsync(cancellationToken);
        TargetCollection target = await collections.PrepareAsync(collection, model, indexes, cancellationToken);
        IngestionRun run = await runs.StartAsync(named?.Name ?? origin, collection, total, cancellationToken);
        return new IngestionSession(run, target, named, pipeline);
    }
}
