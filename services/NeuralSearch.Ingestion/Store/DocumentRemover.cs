using NeuralSearch.Catalog;
using NeuralSearch.Ingestion.Pipeline;
using NeuralSearch.Ingestion.Preparation;

namespace NeuralSearch.Ingestion.Store;

/// <summary>Removes a document with all its chunks, durably. Thread-safe.</summary>
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

        // The entry claims no content from here on: a crash between the two writes must not leave one that does, or the
        // document would count as stored when it is ingested again.
        await ledger.BeginAsync(known.Id, [documentId], "delete", cancellationToken);
        await writer.DeleteAsync(collection, PointFactory.ChunksOf(documentId), cancellationToken);
        await ledger.RemoveAsync(known.Id, documentId, cancellationToken);
        metrics.CountDocuments(IngestionMetrics.Outcome.Deleted);
        return true;
    }
}
