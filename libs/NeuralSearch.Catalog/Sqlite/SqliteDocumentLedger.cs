using Dapper;

namespace NeuralSearch.Catalog.Sqlite;

internal sealed class SqliteDocumentLedger(SqliteDatabase database, TimeProvider time) : IDocumentLedger
{
    private const string SelectCollection =
        """
        SELECT id, name, incarnation, model, may_hold_unknown AS MayHoldUnknown FROM collections WHERE name = @name
        """;

    public ValueTask<CollectionRecord?> FindCollectionAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(database.Read(connection =>
            connection.QuerySingleOrDefault<CollectionRow>(SelectCollection, new { name })?.ToRecord()));
    }

    public ValueTask<CollectionRecord> RegisterCollectionAsync(
        string name, string incarnation, string model, bool hasPoints, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(database.Write((connection, transaction) =>
        {
            connection.Execute(
                "DELETE FROM collections WHERE name = @name AND incarnation <> @incarnation",
                new { name, incarnation }, transaction);
            connection.Execute(
                """
                INSERT INTO collections (name, incarnation, model, may_hold_unknown, created_at)
                VALUES (@name, @incarnation, @model, @hasPoints, @now) ON CONFLICT (name) DO NOTHING
                """,
                new { name, incarnation, model, hasPoints, now = Now() }, transaction);
            return connection.QuerySingle<CollectionRow>(SelectCollection, new { name }, transaction).ToRecord();
        }));
    }

    public ValueTask ForgetCollectionAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        database.Write((connection, transaction) =>
            connection.Execute("DELETE FROM collections WHERE name = @name", new { name }, transaction));
        return ValueTask.CompletedTask;
    }

    public ValueTask<long> CountStoredAsync(long collectionId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(database.Read(connection => connection.ExecuteScalar<long>(
            "SELECT count(*) FROM documents WHERE collection_id = @collectionId AND content_hash IS NOT NULL",
            new { collectionId })));
    }

    public ValueTask<LedgerEntry?> FindAsync(long collectionId, string documentId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        EntryRow? row = database.Read(connection => connection.QuerySingleOrDefault<EntryRow>(
            """
            SELECT content_hash AS ContentHash, chunk_count AS ChunkCount FROM documents
            WHERE collection_id = @collectionId AND document_id = @documentId
            """,
            new { collectionId, documentId }));
        return ValueTask.FromResult(row is null ? null : new LedgerEntry(row.ContentHash, (int)row.ChunkCount));
    }

    public ValueTask BeginAsync(
        long collectionId, IReadOnlyCollection<string> documentIds, string source, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long now = Now();
        database.Write((connection, transaction) => connection.Execute(
            """
            INSERT INTO documents (collection_id, document_id, content_hash, chunk_count, source, updated_at)
            VALUES (@collectionId, @documentId, NULL, 0, @source, @now)
            ON CONFLICT DO UPDATE SET content_hash = NULL, source = @source, updated_at = @now
            """,
            documentIds.Select(documentId => new { collectionId, documentId, source, now }), transaction));
        return ValueTask.CompletedTask;
    }

    public ValueTask CommitAsync(
        long collectionId, IReadOnlyCollection<DocumentCommit> documents, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long now = Now();
        database.Write((connection, transaction) => connection.Execute(
            """
            INSERT INTO documents (collection_id, document_id, content_hash, chunk_count, source, updated_at)
            VALUES (@collectionId, @DocumentId, @ContentHash, @ChunkCount, @Source, @now)
            ON CONFLICT DO UPDATE
            SET content_hash = @ContentHash, chunk_count = @ChunkCount, source = @Source, updated_at = @now
            """,
            documents.Select(document => new
            {
                collectionId,
                document.DocumentId,
                document.ContentHash,
                document.ChunkCount,
                document.Source,
                now,
            }),
            transaction));
        return ValueTask.CompletedTask;
    }

    public ValueTask RemoveAsync(long collectionId, string documentId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        database.Write((connection, transaction) => connection.Execute(
            "DELETE FROM documents WHERE collection_id = @collectionId AND document_id = @documentId",
            new { collectionId, documentId }, transaction));
        return ValueTask.CompletedTask;
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed class CollectionRow
    {
        public long Id { get; init; }

        public string Name { get; init; } = "";

        public string Incarnation { get; init; } = "";

        public string Model { get; init; } = "";

        public bool MayHoldUnknown { get; init; }

        public CollectionRecord ToRecord() => new(Id, Name, Incarnation, Model, MayHoldUnknown);
    }

    private sealed class EntryRow
    {
        public byte[]? ContentHash { get; init; }

        public long ChunkCount { get; init; }
    }
}
