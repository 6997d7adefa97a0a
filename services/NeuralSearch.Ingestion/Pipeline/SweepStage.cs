using NeuralSearch.Catalog;
using NeuralSearch.Ingestion.Store;

namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>
/// After the last stage, if the input holds a whole source: deletes the documents of the source that the input did not
/// name. Walks through the ledger page by page; a crash at any point leaves entries that the next sweep finds again.
/// </summary>
internal sealed class SweepStage(IDocumentLedger ledger, DocumentRemover remover)
{
    private const int PageDocuments = 256;

    public async Task RunAsync(RunScope scope)
    {
        if (scope.Source is not { IsWhole: true } source)
            return;
        if (scope.Named.Gap is { } gap)
        {
            scope.Report(new LineError(null, null, null,
                $"nothing of source '{source.Name}' was deleted, because it is not known what the input holds: {gap}"));
            return;
        }

        string? last = null;
        while (true)
        {
            IReadOnlyList<SourceEntry> page = await ledger.ListSourceAsync(
                scope.Target.LedgerId, source.Name, last, PageDocuments, scope.Stopping);
            if (page.Count == 0)
                return;
            last = page[^1].DocumentId;
            string[] gone =
            [
                .. page.Where(entry => !scope.Named.Holds(entry.DocumentId, entry.File))
                    .Select(entry => entry.DocumentId),
            ];
            if (gone.Length > 0)
                scope.Run.AddDeleted(await remover.RemoveAsync(scope.Target, source.Name, gone, scope.Stopping));
        }
    }
}
