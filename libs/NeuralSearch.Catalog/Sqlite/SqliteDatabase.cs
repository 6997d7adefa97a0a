using Microsoft.Data.Sqlite;

namespace NeuralSearch.Catalog.Sqlite;

/// <summary>
/// The catalog's file with two connections: one writes, one reads. In WAL mode a reader never waits for a writer's
/// fsync. Each connection is used by one thread at a time.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly SqliteConnection _reader;
    private readonly SqliteConnection _writer;
    private readonly Lock _reading = new();
    private readonly Lock _writing = new();
    private bool _disposed;

    private SqliteDatabase(string path, SqliteConnection reader, SqliteConnection writer)
    {
        Path = path;
        _reader = reader;
        _writer = writer;
    }

    public string Path { get; }

    /// <summary>Opens the file, creating it with its folder if absent, and migrates it.</summary>
    public static SqliteDatabase Open(string path, TimeSpan busyTimeout)
    {
        SqliteConnection? writer = null;
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            writer = Connect(path, busyTimeout);
            SqliteMigrations.Apply(writer, path);
            return new SqliteDatabase(path, Connect(path, busyTimeout), writer);
        }
        catch (SqliteException exception)
        {
            writer?.Dispose();
            throw SqliteErrors.Translate(exception, path);
        }
        catch (CatalogException)
        {
            writer?.Dispose();
            throw;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CatalogException(CatalogError.Inaccessible, path,
                $"The catalog's folder of '{path}' cannot be created: {exception.Message}", exception);
        }
    }

    public T Read<T>(Func<SqliteConnection, T> query)
    {
        lock (_reading)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            try
            {
                return query(_reader);
            }
            catch (SqliteException exception)
            {
                throw SqliteErrors.Translate(exception, Path);
            }
        }
    }

    /// <summary>Runs the command in a transaction that is on disk when this returns.</summary>
    public T Write<T>(Func<SqliteConnection, SqliteTransaction, T> command)
    {
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            try
            {
                using SqliteTransaction transaction = _writer.BeginTransaction();
                T result = command(_writer, transaction);
                transaction.Commit();
                return result;
            }
            catch (SqliteException exception)
            {
                throw SqliteErrors.Translate(exception, Path);
            }
        }
    }

    public void Dispose()
    {
        lock (_writing)
            lock (_reading)
            {
                _disposed = true;
                _reader.Dispose();
                _writer.Dispose();
            }
    }

    private static SqliteConnection Connect(string path, TimeSpan busyTimeout)
    {
        SqliteConnectionStringBuilder options = new()
        {
            DataSource = path,
            ForeignKeys = true,
            // Both connections live as long as the catalog: a pool would only keep the file open after that.
            Pooling = false,
            DefaultTimeout = (int)Math.Ceiling(busyTimeout.TotalSeconds),
        };
        SqliteConnection connection = new(options.ConnectionString);
        try
        {
            connection.Open();
            using SqliteCommand pragmas = connection.CreateCommand();
            // FULL: a commit is on disk when it returns, also after a power cut (NORMAL in WAL mode may lose the last).
            pragmas.CommandText =
                $"PRAGMA busy_timeout = {(int)busyTimeout.TotalMilliseconds}; PRAGMA journal_mode = WAL; "
                + "PRAGMA synchronous = FULL;";
            pragmas.ExecuteNonQuery();
            return connection;
        }
        catch (SqliteException)
        {
            connection.Dispose();
            throw;
        }
    }
}
