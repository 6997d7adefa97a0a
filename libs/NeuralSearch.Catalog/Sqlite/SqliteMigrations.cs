using System.Reflection;
using Dapper;
using DbUp;
using DbUp.Engine;
using DbUp.Sqlite.Helpers;
using Microsoft.Data.Sqlite;

namespace NeuralSearch.Catalog.Sqlite;

/// <summary>
/// Brings the file to this version's schema: the embedded scripts in the order of their names, each once and in a
/// transaction of its own, noted by DbUp in the table SchemaVersions.
/// </summary>
internal static class SqliteMigrations
{
    /// <summary>"NSCA" in PRAGMA application_id, set by the first script.</summary>
    private const long ApplicationId = 0x4E534341;

    public static void Apply(SqliteConnection connection, string path)
    {
        SqlScript[] scripts = [.. Scripts()];
        RefuseForeignOrNewer(connection, path, scripts);

        using SharedConnection shared = new(connection);
        DatabaseUpgradeResult result = DeployChanges.To
            .SqliteDatabase(shared)
            .WithScripts(scripts)
            .WithTransactionPerScript()
            .WithVariablesDisabled()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (result is { Successful: false, Error: SqliteException error })
            throw SqliteErrors.Translate(error, path);
        if (!result.Successful)
        {
            throw new CatalogException(CatalogError.Inaccessible, path,
                $"The catalog '{path}' could not be migrated by '{result.ErrorScript?.Name}': {result.Error.Message}",
                result.Error);
        }
    }

    private static void RefuseForeignOrNewer(SqliteConnection connection, string path, SqlScript[] scripts)
    {
        string[] tables =
            [.. connection.Query<string>("SELECT name FROM sqlite_schema WHERE type = 'table'")];
        // Empty, or a first start that was interrupted between DbUp's journal and the first script.
        if (tables.All(table => table is "SchemaVersions" or "sqlite_sequence"))
            return;

        if (connection.ExecuteScalar<long>("PRAGMA application_id") != ApplicationId)
        {
            throw new CatalogException(CatalogError.NotACatalog, path,
                $"'{path}' is a SQLite database of another program (tables {string.Join(", ", tables.Take(3))}). "
                + "Move the file away, or choose another data folder.");
        }

        string[] unknown =
        [
            .. connection.Query<string>("SELECT ScriptName FROM SchemaVersions ORDER BY ScriptName")
                .Except(scripts.Select(script => script.Name), StringComparer.Ordinal),
        ];
        if (unknown is [.., string newest])
        {
            throw new CatalogException(CatalogError.Newer, path,
                $"The catalog '{path}' was written by a newer version of NeuralSearch (migration '{newest}'). "
                + "Start that version, or choose another data folder.");
        }
    }

    private static IEnumerable<SqlScript> Scripts()
    {
        Assembly assembly = typeof(SqliteMigrations).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => SqlScript.FromStream(name, assembly.GetManifestResourceStream(name)!));
    }
}
