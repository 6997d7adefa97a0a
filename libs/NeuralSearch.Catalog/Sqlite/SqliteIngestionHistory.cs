using Dapper;

namespace NeuralSearch.Catalog.Sqlite;

internal sealed class SqliteIngestionHistory(SqliteDatabase database) : IIngestionHistory
{
    private const int KeptIngestions = 200;

    public ValueTask SaveAsync(IngestionRecord ingestion, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        database.Write((connection, transaction) =>
        {
            connection.Execute(
                """
                INSERT INTO ingestions (id, source, collection, state, accepted, embedded, stored, unchanged, failed,
                                        deleted, files, chunks, total, started_at, finished_at, error)
                VALUES (@Id, @Source, @Collection, @State, @Accepted, @Embedded, @Stored, @Unchanged, @Failed,
                        @Deleted, @Files, @Chunks, @Total, @StartedAt, @FinishedAt, @Error)
                ON CONFLICT (id) DO UPDATE
                SET state = @State, accepted = @Accepted, embedded = @Embedded, stored = @Stored,
                    unchanged = @Unchanged, failed = @Failed, deleted = @Deleted, files = @Files,
                    chunks = @Chunks, total = @Total, finished_at = @FinishedAt, error = @Error
                """,
                Row.From(ingestion), transaction);
            return connection.Execute(
                """
                DELETE FROM ingestions WHERE state <> @running AND sequence <=
                    (SELECT sequence FROM ingestions ORDER BY sequence DESC LIMIT 1 OFFSET @kept)
                """,
                new { running = Row.Name(IngestionState.Running), kept = KeptIngestions }, transaction);
        });
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<IngestionRecord>> ListAsync(int count, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        IEnumerable<Row> rows = database.Read(connection => connection.Query<Row>(
            """
            SELECT id, source, collection, state, accepted, embedded, stored, unchanged, failed, deleted, files, chunks,
                   total, started_at AS StartedAt, finished_at AS FinishedAt, error
            FROM ingestions ORDER BY sequence DESC LIMIT @count
            """,
            new { count }));
        return ValueTask.FromResult<IReadOnlyList<IngestionRecord>>([.. rows.Select(row => row.ToRecord())]);
    }

    public ValueTask<int> StopAbandonedAsync(
        string reason, DateTimeOffset finishedAt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(database.Write((connection, transaction) => connection.Execute(
            "UPDATE ingestions SET state = @stopped, error = @reason, finished_at = @at WHERE state = @running",
            new
            {
                stopped = Row.Name(IngestionState.Stopped),
                running = Row.Name(IngestionState.Running),
                reason,
                at = finishedAt.ToUnixTimeMilliseconds(),
            },
            transaction)));
    }

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string Source { get; init; } = "";

        public string Collection { get; init; } = "";

        public string State { get; init; } = "";

        public long Accepted { get; init; }

        public long Embedded { get; init; }

        public long Stored { get; init; }

        public long Unchanged { get; init; }

        public long Failed { get; init; }

        public long Deleted { get; init; }

        public long Files { get; init; }

        public long Chunks { get; init; }

        public long? Total { get; init; }

        public long StartedAt { get; init; }

        public long? FinishedAt { get; init; }

        public string? Error { get; init; }

        public static string Name(IngestionState state) => state.ToString().ToLowerInvariant();

        public static Row From(IngestionRecord record) => new()
        {
            Id = record.Id,
            Source = record.Source,
            Collection = record.Collection,
            State = Name(record.State),
            Accepted = record.Accepted,
            Embedded = record.Embedded,
            Stored = record.Stored,
            Unchanged = record.Unchanged,
            Failed = record.Failed,
            Deleted = record.Deleted,
            Files = record.Files,
            Chunks = record.Chunks,
            Total = record.Total,
            StartedAt = record.StartedAt.ToUnixTimeMilliseconds(),
            FinishedAt = record.FinishedAt?.ToUnixTimeMilliseconds(),
            Error = record.Error,
        };

        public IngestionRecord ToRecord() => new()
        {
            Id = Id,
            Source = Source,
            Collection = Collection,
            State = Enum.Parse<IngestionState>(State, ignoreCase: true),
            Accepted = Accepted,
            Embedded = Embedded,
            Stored = Stored,
            Unchanged = Unchanged,
            Failed = Failed,
            Deleted = Deleted,
            Files = Files,
            Chunks = Chunks,
            Total = Total,
            StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(StartedAt),
            FinishedAt = FinishedAt is long at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
            Error = Error,
        };
    }
}
