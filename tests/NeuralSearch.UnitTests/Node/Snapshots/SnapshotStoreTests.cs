using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Errors;
using NeuralSearch.Node.Snapshots;
using NeuralSearch.UnitTests.Node.Checkpoints;
using Xunit;

namespace NeuralSearch.UnitTests.Node.Snapshots;

/// <summary>A snapshot is a whole collection in one file, for this node or another.</summary>
public sealed class SnapshotStoreTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(31)]
    public async Task A_snapshot_restored_in_another_node_under_another_name_holds_the_same_points(int seed)
    {
        await using TestNode from = TestNode.Start();
        await CheckpointScenario.FillAsync(from, new Random(seed));
        IReadOnlyList<RetrievedPoint> points = await from.ScrollAsync();
        SnapshotDescription made = await new SnapshotStore(from.Store).CreateAsync(TestNode.Name, Token);
        await from.DeleteAsync(points[0].Id); // later than the snapshot

        await using TestNode to = TestNode.Start();
        await RestoreAsync(from, made, to, "copy", made.Checksum);

        var all = new ScrollPoints
        {
            CollectionName = "copy",
            Limit = int.MaxValue,
            WithVectors = new WithVectorsSelector { Enable = true },
        };
        Assert.Equal(points, (await to.Points.ScrollAsync(all)).Result);
        Assert.Equal(["copy"], to.Store.Names);
        await to.ReopenAsync();
        Assert.Equal(points, (await to.Points.ScrollAsync(all)).Result);
    }

    [Fact]
    public async Task Restoring_replaces_the_collection_of_that_name_and_later_writes_are_kept()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        await node.UpsertAsync(Make.Point(1, [1, 2]));
        SnapshotDescription made = await new SnapshotStore(node.Store).CreateAsync(TestNode.Name, Token);
        await node.UpsertAsync(Make.Point(2, [1, 2]));

        await RestoreAsync(node, made, node, TestNode.Name, null);

        await node.HasIdsAsync([1]);
        await node.UpsertAsync(Make.Point(3, [1, 2]));
        Assert.Single(node.CollectionFolders);
        await node.ReopenAsync();
        await node.HasIdsAsync([1, 3]);
    }

    [Fact]
    public async Task A_damaged_collection_is_healed_by_restoring_it()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        await node.UpsertAsync(Make.Point(1, [1, 2]));
        SnapshotDescription made = await new SnapshotStore(node.Store).CreateAsync(TestNode.Name, Token);
        await node.Store.DisposeAsync();
        await File.WriteAllTextAsync(node.LogFiles[0], "nonsense", Token);
        await node.ReopenAsync();
        Assert.Single(node.Store.Damaged);

        await RestoreAsync(node, made, node, TestNode.Name, null);

        await node.HasIdsAsync([1]);
        Assert.Empty(node.Store.Damaged);
        Assert.Single(node.CollectionFolders);
    }

    [Fact]
    public async Task A_crash_between_the_two_folders_of_a_restore_leaves_the_restored_one()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        await node.UpsertAsync(Make.Point(1, [1, 2]));
        string before = node.CollectionFolders.Single();
        SnapshotDescription made = await new SnapshotStore(node.Store).CreateAsync(TestNode.Name, Token);
        await node.Store.DisposeAsync();
        string kept = Path.Combine(node.Folder, "kept");
        Directory.Move(before, kept);
        await node.ReopenAsync();
        await RestoreAsync(node, made, node, TestNode.Name, null);
        await node.Store.DisposeAsync();
        string restored = node.CollectionFolders.Single();
        Directory.Move(kept, before);
        await File.WriteAllTextAsync(Path.Combine(restored, "REPLACES"), Path.GetFileName(before), Token);

        await node.ReopenAsync();

        Assert.Equal([restored], node.CollectionFolders);
        await node.HasIdsAsync([1]);
        Assert.False(File.Exists(Path.Combine(restored, "REPLACES")));
    }

    [Fact]
    public async Task Snapshots_made_under_load_each_restore_to_a_state_that_was_acknowledged()
    {
        await using TestNode node = TestNode.Start(CheckpointScenario.Eager);
        await node.CreateAsync(size: 8, Distance.Euclid);
        var snapshots = new SnapshotStore(node.Store);
        long written = 0;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task writing = Task.Run(
            async () =>
            {
                for (ulong i = 0; !stop.IsCancellationRequested; i++)
                {
                    await node.UpsertAsync(Make.Point(i, [i, 1, 1, 1, 1, 1, 1, 1], $$"""{"i": {{i}}}"""));
                    Interlocked.Increment(ref written);
                }
            },
            Token);
        for (int i = 0; i < 10; i++)
        {
            long atLeast = Interlocked.Read(ref written);
            SnapshotDescription made = await snapshots.CreateAsync(TestNode.Name, Token);
            long atMost = Interlocked.Read(ref written) + 1;

            await using TestNode to = TestNode.Start();
            await RestoreAsync(node, made, to, TestNode.Name, made.Checksum);
            ulong[] ids = await to.IdsAsync();
            Assert.InRange(ids.Length, atLeast, atMost);
            Assert.Equal(Enumerable.Range(0, ids.Length).Select(id => (ulong)id), ids);
        }

        await stop.CancelAsync();
        await writing;
        Assert.Equal(10, snapshots.List(TestNode.Name).Count);
        Assert.Empty(Directory.GetDirectories(
            Path.Combine(node.Folder, "snapshots"), "*.new", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Snapshots_outlive_their_collection_and_are_deleted_by_name_alone()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        SnapshotDescription made = (await node.Snapshots.CreateAsync(
            new CreateSnapshotRequest { CollectionName = TestNode.Name })).SnapshotDescription;
        Assert.EndsWith(".snapshot", made.Name, StringComparison.Ordinal);
        Assert.Equal(64, made.Checksum.Length);
        await node.Collections.DeleteAsync(new DeleteCollection { CollectionName = TestNode.Name });
        await node.CreateAsync();

        var list = new ListSnapshotsRequest { CollectionName = TestNode.Name };
        Assert.Equal([made], (await node.Snapshots.ListAsync(list)).SnapshotDescriptions);
        foreach (string name in new[] { "../x", "nope.snapshot", "/etc/passwd", made.Name + ".sha256" })
        {
            Status status = await TestNode.FailureOf(async () => await node.Snapshots.DeleteAsync(
                new DeleteSnapshotRequest { CollectionName = TestNode.Name, SnapshotName = name }));
            Assert.Equal(new Status(StatusCode.NotFound, $"Not found: Snapshot {name} not found"), status);
        }

        await node.Snapshots.DeleteAsync(
            new DeleteSnapshotRequest { CollectionName = TestNode.Name, SnapshotName = made.Name });
        Assert.Empty((await node.Snapshots.ListAsync(list)).SnapshotDescriptions);
    }

    [Fact]
    public async Task What_a_crash_left_of_a_snapshot_is_removed_at_the_next_start()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        await new SnapshotStore(node.Store).CreateAsync(TestNode.Name, Token);
        string folder = Directory.GetDirectories(Path.Combine(node.Folder, "snapshots")).Single();
        string[] before = Directory.GetFileSystemEntries(folder);
        Directory.CreateDirectory(Path.Combine(folder, "abc.new"));
        await File.WriteAllTextAsync(Path.Combine(folder, "t-1.snapshot.new"), "half", Token);

        await node.ReopenAsync();

        Assert.Equal(before.Order(), Directory.GetFileSystemEntries(folder).Order());
    }

    [Fact]
    public async Task Another_checksum_than_the_files_is_refused_and_the_collection_stays()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        await node.UpsertAsync(Make.Point(1, [1, 2]));
        SnapshotDescription made = await new SnapshotStore(node.Store).CreateAsync(TestNode.Name, Token);

        var error = await Assert.ThrowsAsync<InvalidRequestException>(
            () => RestoreAsync(node, made, node, TestNode.Name, new string('0', 64)));

        Assert.Contains(made.Checksum, error.Message, StringComparison.Ordinal);
        await node.HasIdsAsync([1]);
        Assert.Single(Directory.GetDirectories(Path.Combine(node.Folder, "collections")));
    }

    private static async Task RestoreAsync(
        TestNode from, SnapshotDescription snapshot, TestNode to, string name, string? checksum)
    {
        string path = new SnapshotStore(from.Store).PathOf(TestNode.Name, snapshot.Name);
        await using FileStream archive = File.OpenRead(path);
        await new SnapshotStore(to.Store).RestoreAsync(name, archive, checksum, Token);
    }
}
