using Microsoft.AspNetCore.Http;
using NeuralSearch.Catalog;
using NeuralSearch.Ingestion.Runs;

namespace NeuralSearch.Ingestion.Http;

/// <summary>GET of the ingestions of now and before.</summary>
internal static class IngestionsEndpoint
{
    /// <summary>Those that run, and the last 20 that ended, newest first.</summary>
    public static async Task<IResult> GetAsync(IngestionRuns runs, CancellationToken cancellationToken)
    {
        IReadOnlyList<IngestionRecord> list = await runs.ListAsync(cancellationToken);
        return Results.Json(
            new IngestionList([.. list.Select(ToItem)]), AnswerJson.Readable.IngestionList);
    }

    private static IngestionItem ToItem(IngestionRecord run) => new(
        run.Id, run.Source, run.Collection, run.State.ToString().ToLowerInvariant(), run.Accepted, run.Embedded,
        run.Stored, run.Unchanged, run.Failed, run.Deleted, run.Files, run.Total, run.StartedAt, run.FinishedAt,
        run.Error);
}
