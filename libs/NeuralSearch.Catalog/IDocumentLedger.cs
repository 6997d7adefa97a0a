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
    /// Notes, in one transaction, that chunks of these documents are about to be written.
    /// Throws <see cref="CatalogException"/> (<see cref="CatalogError.CollectionForgotten"/>) for a dropped collection.
    /// </summary>
    ValueTask BeginAsync(
        long collectionId, IReadOnlyCollection<DocumentOrigin> documents,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Notes, in one transaction, that these documents are durably stored.
    /// Throws <see cref="CatalogException"/> (<see cref="CatalogError.CollectionForgotten"/>) for a dropped collection.
    /// </summary>
    ValueTask CommitAsync(
        long collectionId, IReadOnlyCollection<DocumentCommit> documents,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Notes, in one transaction, that these documents, which stay as they are, belong to these sources now.
    /// </summary>
    ValueTask ClaimAsync(
        long collectionId, IReadOnlyCollection<DocumentOrigin> documents,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Up to <paramref name="count"/> documents of a source, stored or begun, in the order of their ids (of their UTF-8
    /// bytes), from behind <paramref name="after"/> on; null for the first. Takes time for these alone.
    /// </summary>
    ValueTask<IReadOnlyList<SourceEntry>> ListSourceAsync(
        long collectionId, string source, string? after, int count, CancellationToken cancellationToken = default);

    /// <summary>
    /// Notes, in one transaction, that chunks of these documents are about to be deleted; their source stays, so that
    /// a deletion that was interrupted is found again. Throws as <see cref="BeginAsync"/>.
    /// </summary>
    ValueTask BeginRemovalAsync(
        long collectionId, IReadOnlyCollection<string> documentIds, CancellationToken cancellationToken = default);

    /// <summary>Removes the entries of these documents in one transaction; unknown ids are no error.</summary>
    ValueTask RemoveAsync(
        long collectionId, IReadOnlyCollection<string> documentIds, CancellationToken cancellationToken = default);
}
