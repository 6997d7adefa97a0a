using Dapper;

namespace NeuralSearch.Catalog.Sqlite;

internal sealed class SqliteSampleJournal(SqliteDatabase database, TimeProvider time) : ISampleJournal
{
    public ValueTask<SampleRecord?> FindAsync(string collection, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Row? row = database.Read(connection => connection.QuerySingleOrDefault<Row>(
            "SELECT state, line_limit AS LineLimit FROM samples WHERE collection = @collection", new { collection }));
        return ValueTask.FromResult(row is null
            ? null
            : new SampleRecord(collection, Enum.Parse<SampleState>(row.State, ignoreCase: true), (int?)row.LineLimit));
    }

    public ValueTask SaveAsync(SampleRecord sample, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        database.Write((connection, transaction) => connection.Execute(
            """
            INSERT INTO samples (collection, state, line_limit, updated_at)
            VALUES (@Collection, @state, @LineLimit, @now)
            ON CONFLICT DO UPDATE SET state = @state, line_limit = @LineLimit, updated_at = @now
            """,
            new
            {
                sample.Collection,
                state = sample.State.ToString().ToLowerInvariant(),
                sample.LineLimit,
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
            },
            transaction));
        return ValueTask.CompletedTask;
    }

    private sealed class Row
    {
        public string State { get; init; } = "";

        public long? LineLimit { get; init; }
    }
}
