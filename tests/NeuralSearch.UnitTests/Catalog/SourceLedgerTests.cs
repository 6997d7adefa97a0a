using Microsoft.Data.Sqlite;
using NeuralSearch.Catalog;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.Catalog;

public sealed class SourceLedgerTests : IDisposable
{
    private static readonly byte[] Hash = [1, 2, 3];

    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.Combine("catalog.db");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_catalog_of_the_version_before_files_keeps_its_documents_and_ingestions()
    {
        await CreateFirstVersionAsync();

        using SqliteCatalog catalog = SqliteCatalog.Open(FilePath);

        LedgerEntry entry = (await catalog.Documents.FindAsync(1, "old", Cancellation))!;
        Assert.Equal((3, "http", null), (entry.ChunkCount, entry.Source, entry.File));
        Assert.Equal(Hash, entry.ContentHash);
        IngestionRecord ingestion = Assert.Single(await catalog.Ingestions.ListAsync(10, Cancellation));
        Assert.Equal((5, 0, 0), (ingestion.Stored, ingestion.Files, ingestion.Deleted));
    }

    [Fact]
    public async Task The_documents_of_a_source_are_listed_in_pages_by_their_ids()
    {
        using SqliteCatalog catalog = SqliteCatalog.Open(FilePath);
        long id = await RegisterAsync(catalog);
        string[] ids = ["b", "a", "ä", "😀", "\uFFFD", "c/d"];
        await catalog.Documents.CommitAsync(id, [.. ids.Select(name => Stored(name, "s", "f"))], Cancellation);
        await catalog.Documents.CommitAsync(id, [Stored("other", "t", null)], Cancellation);

        List<string> listed = [];
        while (true)
        {
            IReadOnlyList<SourceEntry> page = await catalog.Documents.ListSourceAsync(
                id, "s", listed.LastOrDefault(), 2, Cancellation);
            if (page.Count == 0)
                break;
            Assert.All(page, entry => Assert.Equal("f", entry.File));
            listed.AddRange(page.Select(entry => entry.DocumentId));
        }

        Assert.Equal(["a", "b", "c/d", "ä", "\uFFFD", "😀"], listed);
    }

    [Fact]
    public async Task Only_a_named_source_takes_a_document_over()
    {
        using SqliteCatalog catalog = SqliteCatalog.Open(FilePath);
        long id = await RegisterAsync(catalog);
        await catalog.Documents.CommitAsync(id, [Stored("a", "folder", "a.md")], Cancellation);

        await catalog.Documents.BeginAsync(id, [new DocumentOrigin("a", "http")], Cancellation);
        await catalog.Documents.CommitAsync(
            id, [new DocumentCommit(new DocumentOrigin("a", "http"), Hash, 1)], Cancellation);

        Assert.Equal(("folder", "a.md"), await OriginAsync(catalog, id));
        await catalog.Documents.ClaimAsync(id, [new DocumentOrigin("a", "next", "b.md", true)], Cancellation);
        Assert.Equal(("next", "b.md"), await OriginAsync(catalog, id));
        await catalog.Documents.BeginAsync(id, [new DocumentOrigin("a", "last", null, true)], Cancellation);
        Assert.Equal(("last", null), await OriginAsync(catalog, id));
    }

    [Fact]
    public async Task A_removal_that_was_interrupted_is_found_in_its_source_and_claims_no_content()
    {
        using SqliteCatalog catalog = SqliteCatalog.Open(FilePath);
        long id = await RegisterAsync(catalog);
        await catalog.Documents.CommitAsync(id, [Stored("a", "folder", "a.md")], Cancellation);

        await catalog.Documents.BeginRemovalAsync(id, ["a", "never stored"], Cancellation);

        Assert.Null((await catalog.Documents.FindAsync(id, "a", Cancellation))!.ContentHash);
        Assert.Single(await catalog.Documents.ListSourceAsync(id, "folder", null, 10, Cancellation));
    }

    private static DocumentCommit Stored(string id, string source, string? file) =>
        new(new DocumentOrigin(id, source, file, IsNamed: true), Hash, 1);

    private static async Task<long> RegisterAsync(SqliteCatalog catalog) =>
        (await catalog.Documents.RegisterCollectionAsync("c", "i", "m", false, Cancellation)).Id;

    private static async Task<(string, string?)> OriginAsync(SqliteCatalog catalog, long id)
    {
        LedgerEntry entry = (await catalog.Documents.FindAsync(id, "a", Cancellation))!;
        return (entry.Source, entry.File);
    }

    private async Task CreateFirstVersionAsync()
    {
        await using Stream script = typeof(SqliteCatalog).Assembly.GetManifestResourceStream("0001-ledger.sql")!;
        using StreamReader reader = new(script);
        await using SqliteConnection connection = new($"Data Source={FilePath};Pooling=False");
        connection.Open();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = await reader.ReadToEndAsync(Cancellation) +
            """
            CREATE TABLE SchemaVersions (
                SchemaVersionID INTEGER CONSTRAINT 'PK_SchemaVersions_SchemaVersionID'
                    PRIMARY KEY AUTOINCREMENT NOT NULL,
                ScriptName TEXT NOT NULL, Applied DATETIME NOT NULL);
            INSERT INTO SchemaVersions (ScriptName, Applied) VALUES ('0001-ledger.sql', '2025-01-01');
            INSERT INTO collections (id, name, incarnation, model, may_hold_unknown, created_at)
            VALUES (1, 'c', 'i', 'm', 0, 0);
            INSERT INTO documents VALUES (1, 'old', x'010203', 3, 'http', 0);
            INSERT INTO ingestions (id, source, collection, state, accepted, embedded, stored, unchanged, failed,
                                    chunks, started_at)
            VALUES ('1', 'http', 'c', 'completed', 5, 5, 5, 0, 0, 9, 0);
            """;
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
