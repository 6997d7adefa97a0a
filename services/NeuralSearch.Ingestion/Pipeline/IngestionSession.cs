using NeuralSearch.Ingestion.Runs;
using NeuralSearch.Ingestion.Sources;
using NeuralSearch.Ingestion.Store;

namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>An ingestion that can begin to read. To be run exactly once.</summary>
internal sealed class IngestionSession(
    IngestionRun run, TargetCollection target, NamedSource? named, IngestionPipeline pipeline)
{
    public IngestionRun Run { get; } = run;

    /// <summary>See <see cref="IngestionPipeline.RunAsync"/>.</summary>
    public Task RunAsync(IDocumentSource source, Action<LineError> report, CancellationToken stop) =>
        pipeline.RunAsync(Run, target, named, source, report, stop);
}
