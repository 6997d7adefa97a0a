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
            SELECT content_hash AS ContentHash, chunk_count AS ChunkCount, source, file FROM documents
            WHERE collection_id = @collectionId AND document_id = @documentId
            """,
            new { collectionId, documentId }));
        return ValueTask.FromResult(row?.ToEntry());
    }

    public ValueTask BeginAsync(
        long collectionId, IReadOnlyCollection<DocumentOrigin> documents, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long now = Now();
        database.Write((connection, transaction) => connection.Execute(
            """
            INSERT INTO documents (collection_id, document_id, content_hash, chunk_count, source, file, updated_at)
            VALUES (@collectionId, @DocumentId, NULL, 0, @Source, @File, @now)
            ON CONFLICT DO UPDATE
            SET content_hash = NULL, source = iif(@IsNamed, @Source, source), file = iif(@IsNamed, @File, file),
                updated_at = @now
            """,
            documents.Select(document => new
            {
                collectionId,
                document.DocumentId,
                document.Source,
                document.File,
                document.IsNamed,
                now,
            }),
            transaction));
        return ValueTask.CompletedTask;
    }

    public ValueTask CommitAsync(
        long collectionId, IReadOnlyCollection<DocumentCommit> documents, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long now = Now();
        database.Write((connection, transaction) => connection.Execute(
            """
            INSERT INTO documents (collection_id, document_id, content_hash, chunk_count, source, file, updated_at)
            VALUES (@collectionId, @DocumentId, @ContentHash, @ChunkCount, @Source, @File, @now)
            ON CONFLICT DO UPDATE
            SET content_hash = @ContentHash, chunk_count = @ChunkCount, updated_at = @now,
                source = iif(@IsNamed, @Source, source), file = iif(@IsNamed, @File, file)
            """,
            documents.Select(document => new
            {
                collectionId,
                document.Origin.DocumentId,
                document.ContentHash,
                document.ChunkCount,
                document.Origin.Source,
                document.Origin.File,
                document.Origin.IsNamed,
                now,
            }),
            transaction));
        return ValueTask.CompletedTask;
    }

    public ValueTask ClaimAsync(
        long collectionId, IReadOnlyCollection<DocumentOrigin> documents, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        database.Write((connection, transaction) => connection.Execute(
            """
            UPDATE documents SET source = @Source, file = @File
            WHERE collection_id = @collectionId AND document_id = @DocumentId
            """,
            documents.Select(document => new { collectionId, document.DocumentId, document.Source, document.File }),
            transaction));
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<SourceEntry>> ListSourceAsync(
        long collectionId, string source, string? after, int count, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(database.Read<IReadOnlyList<SourceEntry>>(connection =>
        [
            .. connection.Query<SourceEntry>(
                """
                SELECT document_id AS DocumentId, file AS File FROM documents
                WHERE collection_id = @collectionId AND source = @source AND document_id > @after
                ORDER BY document_id LIMIT @count
                """,
                // No id is empty, so every id comes after the empty one.
                new { collectionId, source, after = after ?? "", count }),
        ]));
    }

    public ValueTask BeginRemovalAsync(
        long collectionId, IReadOnlyCollection<string> documentIds, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long now = Now();
        database.Write((connection, transaction) => connection.Execute(
            """
            INSERT INTO documents (collection_id, document_id, content_hash, chunk_count, source, updated_at)
            VALUES (@collectionId, @documentId, NULL, 0, 'delete', @now)
            ON CONFLICT DO UPDATE SET content_hash = NULL, updated_at = @now
            """,
            documentIds.Select(documentId => new { collectionId, documentId, now }), transaction));
        return ValueTask.CompletedTask;
    }

    public ValueTask RemoveAsync(
        long collectionId, IReadOnlyCollection<string> documentIds, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        database.Write((connection, transaction) => connection.Execute(
            "DELETE FROM documents WHERE collection_id = @collectionId AND document_id = @documentId",
            documentIds.Select(documentId => new { collectionId, documentId }), transaction));
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

        public string Source { get; init; } = "";

        public string? File { get; init; }

        public LedgerEntry ToEntry() => new(ContentHash, (int)ChunkCount, Source, File);
    }
}
