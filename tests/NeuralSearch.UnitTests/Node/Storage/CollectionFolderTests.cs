using System.Diagnostics;
using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node;
using NeuralSearch.Node.Errors;
using NeuralSearch.Node.Storage;
using Xunit;

namespace NeuralSearch.UnitTests.Node.Storage;

public sealed class CollectionFolderTests
{
    [Fact]
    public async Task A_collection_that_was_being_created_when_the_process_died_never_existed()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync(name: "other");
        string unfinished = Path.Combine(node.Folder, "collections", Guid.NewGuid().ToString("N") + ".new");
        TemporaryFolder.Copy(node.CollectionFolders.Single(), unfinished);

        await node.ReopenAsync();

        Assert.False(Directory.Exists(unfinished));
        Assert.Equal(["other"], await NamesAsync(node));
        Assert.Empty(node.Store.Damaged);
    }

    [Fact]
    public async Task A_collection_that_was_being_deleted_when_the_process_died_is_gone()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        await node.UpsertAsync(Make.Point(1, [1, 0]));
        await node.Store.DisposeAsync();
        string folder = node.CollectionFolders.Single();
        Directory.Move(folder, folder + ".deleted");
        File.Delete(Path.Combine(folder + ".deleted", "collection.schema"));

        await node.ReopenAsync();

        Assert.Empty(await NamesAsync(node));
        Assert.Empty(node.CollectionFolders);
        await node.CreateAsync();
        Assert.Equal(0ul, await node.CountAsync());
    }

    [Fact]
    public async Task An_empty_collection_costs_a_schema_and_no_log()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();

        Assert.Empty(node.LogFiles);
        await node.ReopenAsync();
        Assert.Equal(0ul, await node.CountAsync());
        Assert.Empty(node.LogFiles);
    }

    [Fact]
    public async Task A_second_store_over_the_folder_is_refused_until_the_first_is_closed()
    {
        using var folder = new TemporaryFolder();
        TestNode node = TestNode.Over(folder.Path);

        FolderInUseException refused = Assert.Throws<FolderInUseException>(() => TestNode.Over(folder.Path));

        Assert.Contains(folder.Path, refused.Message, StringComparison.Ordinal);
        await node.DisposeAsync();
        await TestNode.Over(folder.Path).DisposeAsync();
    }

    [Fact]
    public async Task A_store_that_cannot_be_opened_lets_go_of_the_folder()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.In("collections"), "not a folder");

        Assert.ThrowsAny<IOException>(() => TestNode.Over(folder.Path));

        File.Delete(folder.In("collections"));
        await TestNode.Over(folder.Path).DisposeAsync();
    }

    [Fact]
    public async Task The_lock_of_another_process_refuses_the_folder_and_goes_with_that_process()
    {
        if (!File.Exists("/usr/bin/flock")) Assert.Skip("flock (util-linux) is needed to lock from another process");
        using var folder = new TemporaryFolder();
        await TestNode.Over(folder.Path).DisposeAsync();
        var start = new ProcessStartInfo("/usr/bin/flock", [folder.In("LOCK"), "sh", "-c", "echo locked; cat"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using Process other = Process.Start(start)!;
        await other.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);

        Assert.Throws<FolderInUseException>(() => TestNode.Over(folder.Path));

        other.StandardInput.Close();
        await other.WaitForExitAsync(TestContext.Current.CancellationToken);
        await TestNode.Over(folder.Path).DisposeAsync();
    }

    [Fact]
    public async Task Collections_are_unavailable_until_they_are_opened_and_cannot_be_made_anew()
    {
        using var folder = new TemporaryFolder();
        await using (TestNode node = TestNode.Over(folder.Path)) await node.CreateAsync();
        await using CollectionStore store = CollectionStore.Open(new NodeOptions(folder.Path), new RecordingLogger());

        Assert.Equal(1, store.UnopenedCount);
        Assert.True(store.Contains(TestNode.Name));
        Assert.Throws<NotReadyException>(() => store.Get(TestNode.Name));
        await Assert.ThrowsAsync<NotReadyException>(
            () => store.DeleteAsync(TestNode.Name, TestContext.Current.CancellationToken));

        store.OpenCollections(TestContext.Current.CancellationToken);
        Assert.Equal(0, store.UnopenedCount);
        Assert.NotNull(store.Get(TestNode.Name));
    }

    [Fact]
    public async Task Two_folders_of_one_collection_are_not_chosen_from_in_silence()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        await node.Store.DisposeAsync();
        string copy = Path.Combine(node.Folder, "collections", "zz-backup");
        TemporaryFolder.Copy(node.CollectionFolders.Single(), copy);

        await node.ReopenAsync();

        Assert.Equal(copy, node.Store.Damaged["zz-backup"].Path);
        Assert.Single(node.Log.Errors);
    }

    [Fact]
    public async Task A_folder_without_a_schema_or_a_log_is_kept_apart_and_the_others_serve()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync(name: "no-log");
        string noLog = node.CollectionFolders.Single();
        await node.CreateAsync(name: "no-schema");
        string noSchema = node.CollectionFolders.Single(folder => folder != noLog);
        await node.CreateAsync();
        await node.UpsertAsync(Make.Point(1, [1, 0]));
        await node.Store.DisposeAsync();
        Directory.Delete(Path.Combine(noLog, "log"), recursive: true);
        File.Delete(Path.Combine(noSchema, "collection.schema"));

        await node.ReopenAsync();

        Assert.Equivalent(new[] { "no-log", Path.GetFileName(noSchema) }, node.Store.Damaged.Keys, strict: true);
        await node.HasIdsAsync([1]);
        Status status = await TestNode.FailureOf(
            () => node.Points.CountAsync(new CountPoints { CollectionName = "no-log" }).ResponseAsync);
        Assert.Equal(StatusCode.DataLoss, status.StatusCode);
    }

    private static async Task<string[]> NamesAsync(TestNode node) =>
        [.. (await node.Collections.ListAsync(new ListCollectionsRequest())).Collections.Select(entry => entry.Name)];
}
