using NeuralSearch.Catalog;
using NeuralSearch.Ingestion.Pipeline;
using NeuralSearch.Ingestion.Preparation;

namespace NeuralSearch.Ingestion.Store;

/// <summary>Removes documents with all their chunks, durably. Thread-safe.</summary>
internal sealed class DocumentRemover(
    IDocumentLedger ledger, CollectionPreparer collections, PointWriter writer, DocumentLocks locks,
    IngestionMetrics metrics)
{
    /// <summary>
    /// True if the document was stored and is gone now, false if there was none. Throws
    /// <see cref="IngestionException"/> if the node does not do it; the same call may be made again then.
    /// </summary>
    public async Task<bool> RemoveAsync(string collection, string documentId, CancellationToken cancellationToken)
    {
        using DocumentLease lease = await locks.AcquireAsync(
            new DocumentKey(collection, documentId), cancellationToken);
        if (await ledger.FindCollectionAsync(collection, cancellationToken) is not { } known)
            return false;
        if (!await collections.ExistsAsync(collection, cancellationToken))
        {
            await ledger.ForgetCollectionAsync(collection, cancellationToken);
            return false;
        }

        if (!known.MayHoldUnknown && await ledger.FindAsync(known.Id, documentId, cancellationToken) is null)
            return false;

        await RemoveLeasedAsync(collection, known.Id, [documentId], cancellationToken);
        return true;
    }

    /// <summary>
    /// Removes those of the documents that belong to the source, and returns how many these were. Throws as the other.
    /// </summary>
    /// <param name="target">The collection.</param>
    /// <param name="source">Documents that another source took over meanwhile stay.</param>
    /// <param name="documentIds">
    /// In the order of the ledger: as everybody who takes several leases takes them in that order, nobody waits for
    /// ever.
    /// </param>
    /// <param name="cancellationToken">Ends the wait for leases; what is begun is done.</param>
    public async Task<int> RemoveAsync(
        TargetCollection target, string source, IReadOnlyList<string> documentIds, CancellationToken cancellationToken)
    {
        List<DocumentLease> leases = [];
        try
        {
            List<string> removed = [];
            foreach (string id in documentIds)
            {
                leases.Add(await locks.AcquireAsync(new DocumentKey(target.Name, id), cancellationToken));
                if ((await ledger.FindAsync(target.LedgerId, id, cancellationToken))?.Source == source)
                    removed.Add(id);
            }

            if (removed.Count > 0)
                await RemoveLeasedAsync(target.Name, target.LedgerId, removed, CancellationToken.None);
            return removed.Count;
        }
        finally
        {
            leases.ForEach(lease => lease.Dispose());
        }
    }

    /// <summary>
    /// The entry claims no content from the first write on: a crash between the writes must not leave one that does, or
    /// the document would count as stored when it is ingested again.
    /// </summary>
    private async Task RemoveLeasedAsync(
        string collection, long ledgerId, List<string> documentIds, CancellationToken cancellationToken)
    {
        await ledger.BeginRemovalAsync(ledgerId, documentIds, cancellationToken);
        await writer.DeleteAsync(collection, PointFactory.ChunksOf(documentIds), cancellationToken);
        await ledger.RemoveAsync(ledgerId, documentIds, cancellationToken);
        metrics.CountDocuments(IngestionMetrics.Outcome.Deleted, documentIds.Count);
    }
}
