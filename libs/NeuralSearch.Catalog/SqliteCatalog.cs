using Dapper;
using NeuralSearch.Catalog.Sqlite;

namespace NeuralSearch.Catalog;

/// <summary>
/// The catalog in one SQLite file (WAL mode, every commit fsynced). SQLite's calls are synchronous: the returned tasks
/// are complete, and a write blocks its thread for about one fsync.
/// </summary>
public sealed class SqliteCatalog : ICatalog, IDisposable
{
    /// <summary>The catalog's file in a data folder.</summary>
    public const string FileName = "catalog.db";

    private readonly SqliteDatabase _database;

    private SqliteCatalog(SqliteDatabase database, TimeProvider time)
    {
        _database = database;
        Documents = new SqliteDocumentLedger(database, time);
        Ingestions = new SqliteIngestionHistory(database);
        Samples = new SqliteSampleJournal(database, time);
    }

    /// <inheritdoc/>
    public IDocumentLedger Documents { get; }

    /// <inheritdoc/>
    public IIngestionHistory Ingestions { get; }

    /// <inheritdoc/>
    public ISampleJournal Samples { get; }

    /// <summary>The file.</summary>
    public string Path => _database.Path;

    /// <summary>
    /// Opens the catalog's file, creating it with its folder if absent and migrating an older one.
    /// Throws <see cref="CatalogException"/> with a sentence that says why the file cannot be used.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="time">Clock of the entries' times; the system's by default.</param>
    /// <param name="busyTimeout">How long a call waits for another process's lock; 5 s by default.</param>
    public static SqliteCatalog Open(string path, TimeProvider? time = null, TimeSpan? busyTimeout = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string fullPath = System.IO.Path.GetFullPath(path);
        SqliteDatabase database = SqliteDatabase.Open(fullPath, busyTimeout ?? TimeSpan.FromSeconds(5));
        return new SqliteCatalog(database, time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public ValueTask CheckAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _database.Read(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM SchemaVersions"));
        return ValueTask.CompletedTask;
    }

    /// <summary>Closes the file; calls after this throw <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose() => _database.Dispose();
}
