using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using NeuralSearch.Catalog;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.Catalog;

public sealed class SqliteCatalogTests : IDisposable
{
    private static readonly byte[] Hash = [1, 2, 3];

    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.Combine("deep/data/catalog.db");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_committed_is_there_after_a_restart()
    {
        long id;
        using (SqliteCatalog before = SqliteCatalog.Open(FilePath))
        {
            id = (await before.Documents.RegisterCollectionAsync("films", "i", "m", false, Cancellation)).Id;
            await before.Documents.CommitAsync(id, [Stored("a", 3)], Cancellation);
        }

        using SqliteCatalog after = SqliteCatalog.Open(FilePath);

        Assert.Equal(
            new CollectionRecord(id, "films", "i", "m", false),
            await after.Documents.FindCollectionAsync("films", Cancellation));
        LedgerEntry? entry = await after.Documents.FindAsync(id, "a", Cancellation);
        Assert.Equal(Hash, entry!.ContentHash);
        Assert.Equal(3, entry.ChunkCount);
        Assert.Null(await after.Documents.FindAsync(id, "A", Cancellation));
    }

    [Fact]
    public async Task A_document_that_is_begun_claims_no_content_until_it_is_committed()
    {
        using SqliteCatalog catalog = SqliteCatalog.Open(FilePath);
        long id = (await catalog.Documents.RegisterCollectionAsync("c", "i", "m", false, Cancellation)).Id;
        await catalog.Documents.CommitAsync(id, [Stored("a", 3)], Cancellation);

        await catalog.Documents.BeginAsync(id, [From("a"), From("b")], Cancellation);

        Assert.Null((await catalog.Documents.FindAsync(id, "a", Cancellation))!.ContentHash);
        Assert.Null((await catalog.Documents.FindAsync(id, "b", Cancellation))!.ContentHash);
        Assert.Equal(0, await catalog.Documents.CountStoredAsync(id, Cancellation));
        await catalog.Documents.CommitAsync(id, [Stored("b", 1)], Cancellation);
        Assert.Equal(1, await catalog.Documents.CountStoredAsync(id, Cancellation));
    }

    [Fact]
    public async Task Another_incarnation_of_a_collection_starts_without_documents()
    {
        using SqliteCatalog catalog = SqliteCatalog.Open(FilePath);
        CollectionRecord first = await catalog.Documents.RegisterCollectionAsync("c", "i1", "m", false, Cancellation);
        await catalog.Documents.CommitAsync(first.Id, [Stored("a", 1)], Cancellation);

        CollectionRecord same = await catalog.Documents.RegisterCollectionAsync("c", "i1", "m", true, Cancellation);
        CollectionRecord second = await catalog.Documents.RegisterCollectionAsync("c", "i2", "m", true, Cancellation);

        Assert.Equal(first, same);
        Assert.NotEqual(first.Id, second.Id);
        Assert.True(second.MayHoldUnknown);
        Assert.Null(await catalog.Documents.FindAsync(second.Id, "a", Cancellation));
    }

    [Fact]
    public async Task Nothing_is_committed_to_a_collection_that_was_forgotten()
    {
        using SqliteCatalog catalog = SqliteCatalog.Open(FilePath);
        long id = (await catalog.Documents.RegisterCollectionAsync("c", "i", "m", false, Cancellation)).Id;
        await catalog.Documents.ForgetCollectionAsync("c", Cancellation);

        CatalogException exception = await Assert.ThrowsAsync<CatalogException>(async () =>
            await catalog.Documents.CommitAsync(id, [Stored("a", 1)], Cancellation));

        Assert.Equal(CatalogError.CollectionForgotten, exception.Error);
    }

    [Fact]
    public async Task A_removed_document_is_unknown()
    {
        using SqliteCatalog catalog = SqliteCatalog.Open(FilePath);
        long id = (await catalog.Documents.RegisterCollectionAsync("c", "i", "m", false, Cancellation)).Id;
        await catalog.Documents.CommitAsync(id, [Stored("a", 1)], Cancellation);

        await catalog.Documents.RemoveAsync(id, ["a"], Cancellation);
        await catalog.Documents.RemoveAsync(id, ["a"], Cancellation);

        Assert.Null(await catalog.Documents.FindAsync(id, "a", Cancellation));
    }

    [Fact]
    public async Task Ingestions_are_listed_newest_first_and_abandoned_ones_are_stopped()
    {
        FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(50));
        using SqliteCatalog catalog = SqliteCatalog.Open(FilePath, time);
        IngestionRecord first = Ingestion("1", IngestionState.Completed);
        IngestionRecord second = Ingestion("2", IngestionState.Running);
        await catalog.Ingestions.SaveAsync(first with { Accepted = 1 }, Cancellation);
        await catalog.Ingestions.SaveAsync(second, Cancellation);
        await catalog.Ingestions.SaveAsync(first, Cancellation);

        int stopped = await catalog.Ingestions.StopAbandonedAsync("gone", time.GetUtcNow(), Cancellation);

        Assert.Equal(1, stopped);
        Assert.Equal(
            [
                second with { State = IngestionState.Stopped, Error = "gone", FinishedAt = time.GetUtcNow() },
                first,
            ],
            await catalog.Ingestions.ListAsync(10, Cancellation));
    }

    [Fact]
    public async Task Old_ingestions_are_dropped_but_running_ones_stay()
    {
        using SqliteCatalog catalog = SqliteCatalog.Open(FilePath);
        await catalog.Ingestions.SaveAsync(Ingestion("running", IngestionState.Running), Cancellation);
        for (int i = 0; i < 210; i++)
            await catalog.Ingestions.SaveAsync(Ingestion($"{i}", IngestionState.Completed), Cancellation);

        IReadOnlyList<IngestionRecord> all = await catalog.Ingestions.ListAsync(1000, Cancellation);

        Assert.Equal(201, all.Count);
        Assert.Equal(("209", "running"), (all[0].Id, all[^1].Id));
    }

    [Fact]
    public async Task The_state_of_a_sample_is_replaced()
    {
        using SqliteCatalog catalog = SqliteCatalog.Open(FilePath);
        Assert.Null(await catalog.Samples.FindAsync("films", Cancellation));

        await catalog.Samples.SaveAsync(new SampleRecord("films", SampleState.Loading, 2000), Cancellation);
        await catalog.Samples.SaveAsync(new SampleRecord("films", SampleState.Loaded, null), Cancellation);

        Assert.Equal(
            new SampleRecord("films", SampleState.Loaded, null),
            await catalog.Samples.FindAsync("films", Cancellation));
    }

    [Fact]
    public void A_file_of_a_newer_version_is_refused()
    {
        SqliteCatalog.Open(FilePath).Dispose();
        Execute(FilePath, "INSERT INTO SchemaVersions (ScriptName, Applied) VALUES ('9999-future.sql', '2099-01-01')");

        CatalogException exception = Assert.Throws<CatalogException>(() => SqliteCatalog.Open(FilePath));

        Assert.Equal(CatalogError.Newer, exception.Error);
        Assert.Contains("9999-future.sql", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        File.WriteAllText(FilePath, new string('x', 10_000));

        CatalogException exception = Assert.Throws<CatalogException>(() => SqliteCatalog.Open(FilePath));

        Assert.Equal(CatalogError.NotACatalog, exception.Error);
        Assert.Contains(FilePath, exception.Message, StringComparison.Ordinal);
        Assert.Equal(10_000, new FileInfo(FilePath).Length);
    }

    [Fact]
    public void The_database_of_another_program_is_refused()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        Execute(FilePath, "CREATE TABLE bookmarks (url TEXT)");

        CatalogException exception = Assert.Throws<CatalogException>(() => SqliteCatalog.Open(FilePath));

        Assert.Equal(CatalogError.NotACatalog, exception.Error);
        Assert.Contains("bookmarks", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_locked_file_is_named_as_locked()
    {
        using SqliteCatalog catalog = SqliteCatalog.Open(FilePath, busyTimeout: TimeSpan.FromMilliseconds(1));
        using SqliteConnection other = new($"Data Source={FilePath};Pooling=False");
        other.Open();
        using SqliteTransaction writing = other.BeginTransaction();

        CatalogException exception = await Assert.ThrowsAsync<CatalogException>(async () =>
            await catalog.Documents.ForgetCollectionAsync("c", Cancellation));

        Assert.Equal(CatalogError.Locked, exception.Error);
        Assert.True(exception.IsTransient);
        await catalog.CheckAsync(Cancellation);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        File.WriteAllText(_folder.Combine("deep"), "a file");

        CatalogException exception = Assert.Throws<CatalogException>(() => SqliteCatalog.Open(FilePath));

        Assert.Equal(CatalogError.Inaccessible, exception.Error);
    }

    [Fact]
    public async Task A_closed_catalog_says_so()
    {
        SqliteCatalog catalog = SqliteCatalog.Open(FilePath);
        catalog.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await catalog.CheckAsync(Cancellation));
    }

    private static DocumentOrigin From(string id) => new(id, "http");

    private static DocumentCommit Stored(string id, int chunks) => new(From(id), Hash, chunks);

    private static IngestionRecord Ingestion(string id, IngestionState state) => new()
    {
        Id = id,
        Source = "http",
        Collection = "documents",
        State = state,
        Accepted = 7,
        Embedded = 6,
        Stored = 5,
        Unchanged = 4,
        Failed = 3,
        Deleted = 2,
        Files = 8,
        Chunks = 20,
        Total = state == IngestionState.Running ? null : 9,
        StartedAt = DateTimeOffset.UnixEpoch.AddDays(20_000),
        FinishedAt = state == IngestionState.Running ? null : DateTimeOffset.UnixEpoch.AddDays(20_001),
        Error = state == IngestionState.Running ? null : "why",
    };

    private static void Execute(string path, string sql)
    {
        using SqliteConnection connection = new($"Data Source={path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
