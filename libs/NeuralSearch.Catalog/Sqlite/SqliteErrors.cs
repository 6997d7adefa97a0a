using Microsoft.Data.Sqlite;

namespace NeuralSearch.Catalog.Sqlite;

/// <summary>SQLite's result codes (sqlite3.h) as sentences.</summary>
internal static class SqliteErrors
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int Corrupt = 11;
    private const int NotADatabase = 26;
    private const int ForeignKeyViolated = 787;

    public static CatalogException Translate(SqliteException exception, string path) => exception switch
    {
        { SqliteErrorCode: Busy or Locked } => new CatalogException(CatalogError.Locked, path,
            $"The catalog '{path}' is locked by another process. Stop the other one, or give this one a data folder "
            + "of its own.", exception),
        { SqliteErrorCode: NotADatabase } => new CatalogException(CatalogError.NotACatalog, path,
            $"The catalog '{path}' is not a SQLite database. Move the file away, or choose another data folder.",
            exception),
        { SqliteErrorCode: Corrupt } => new CatalogException(CatalogError.Corrupt, path,
            $"The catalog '{path}' is damaged ({exception.Message}). Restore it from a copy; without one, move it "
            + "away and ingest the documents again.", exception),
        { SqliteExtendedErrorCode: ForeignKeyViolated } => new CatalogException(CatalogError.CollectionForgotten, path,
            "The collection was deleted, or created again, while documents were being written to it.", exception),
        _ => new CatalogException(CatalogError.Inaccessible, path,
            $"The catalog '{path}' cannot be read or written: {exception.Message} Check the rights and the free space "
            + "of its folder.", exception),
    };
}
