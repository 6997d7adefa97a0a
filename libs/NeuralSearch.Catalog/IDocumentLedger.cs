namespace NeuralSearch.Catalog;

/// <summary>
/// The ledger of stored documents, one entry per collection and document id.
/// </summary>
/// <remarks>
/// The order that makes a crash harmless at any point: <see cref="BeginAsync"/> before the first chunk of a document is
/// written (from then on the entry claims no content), <see cref="CommitAsync"/> after the last write is durable. An
/// entry that is left without content means "the store may hold any mixture of chunks": the document is written again
/// when it comes, whatever its content is.
/// </remarks>
public interface IDocumentLedger
{
    /// <summary>The collection as the ledger knows it, or null.</summary>
    ValueTask<CollectionRecord?> FindCollectionAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns the ledger's collection for this incarnation. An entry of another incarnation under the same name is
    /// dropped with all its documents: that collection no longer exists.
    /// </summary>
    /// <param name="name">Name of the collection at the vector node.</param>
    /// <param name="incarnation">See <see cref="CollectionRecord.Incarnation"/>.</param>
    /// <param name="model">The embedding model.</param>
    /// <param name="hasPoints">True if the collection holds points; kept only when the entry is new.</param>
    /// <param name="cancellationToken">Cancels before the write begins.</param>
    ValueTask<CollectionRecord> RegisterCollectionAsync(
        string name, string incarnation, string model, bool hasPoints, CancellationToken cancellationToken = default);

    /// <summary>Drops the collection and all its documents from the ledger; unknown names are no error.</summary>
    ValueTask ForgetCollectionAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>The number of documents of a collection that are stored.</summary>
    ValueTask<long> CountStoredAsync(long collectionId, CancellationToken cancellationToken = default);

    /// <summary>The entry of one document, or null.</summary>
    ValueTask<LedgerEntry?> FindAsync(
        long collectionId, string documentId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Notes, in one transaction, that chunks of these documents are about to be written or deleted.
    /// Throws <see cref="CatalogException"/> (<see cref="CatalogError.CollectionForgotten"/>) for a dropped collection.
    /// </summary>
    ValueTask BeginAsync(
        long collectionId, IReadOnlyCollection<string> documentIds, string source,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Notes, in one transaction, that these documents are durably stored.
    /// Throws <see cref="CatalogException"/> (<see cref="CatalogError.CollectionForgotten"/>) for a dropped collection.
    /// </summary>
    ValueTask CommitAsync(
        long collectionId, IReadOnlyCollection<DocumentCommit> documents,
        CancellationToken cancellationToken = default);

    /// <summary>Removes the entry of one document; unknown ids are no error.</summary>
    ValueTask RemoveAsync(long collectionId, string documentId, CancellationToken cancellationToken = default);
}
