using NeuralSearch.Node.Errors;
using NeuralSearch.Node.Inspection;
using NeuralSearch.Node.Snapshots;
using NeuralSearch.UnitTests.Node.Checkpoints;
using Xunit;

namespace NeuralSearch.UnitTests.Node.Inspection;

/// <summary>An inspection says what is wrong in a data folder, and changes nothing.</summary>
public sealed class StoreInspectorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_folder_with_a_checkpoint_a_log_and_a_snapshot_is_sound_and_left_as_it_is()
    {
        await using TestNode node = TestNode.Start(CheckpointScenario.Eager);
        await CheckpointScenario.FillAsync(node, new Random(51));
        await CheckpointScenario.CheckpointedAsync(node);
        await new SnapshotStore(node.Store).CreateAsync(TestNode.Name, Token);
        await node.Store.DisposeAsync();
        await using (TestNode again = TestNode.Over(node.Folder, CheckpointScenario.Never))
            await again.UpsertAsync(CheckpointScenario.Point(new Random(52)));
        Dictionary<string, byte[]> before = Read(node.Folder);

        CollectionReport report = Assert.Single(StoreInspector.Inspect(node.Folder));

        Assert.Equal((TestNode.Name, 1ul), (report.Name, report.Replayed));
        Assert.True(report.Points > 300);
        Assert.Empty(report.Problems);
        Assert.Empty(report.Notes);
        (int snapshots, IReadOnlyList<string> problems) = StoreInspector.InspectSnapshots(node.Folder);
        Assert.Equal((1, 0), (snapshots, problems.Count));
        Assert.Equal(before, Read(node.Folder));
        await node.ReopenAsync();
    }

    [Fact]
    public async Task Damage_is_named_with_its_file_and_the_other_collections_are_inspected_all_the_same()
    {
        await using TestNode node = TestNode.Start(CheckpointScenario.Never);
        await node.CreateAsync(name: "other");
        string other = node.CollectionFolders.Single();
        await node.CreateAsync();
        for (ulong id = 0; id < 10; id++) await node.UpsertAsync(Make.Point(id, [id, 1]));
        await node.Store.DisposeAsync();
        string log = Directory.GetFiles(
            Path.Combine(node.CollectionFolders.Single(folder => folder != other), "log")).Single();
        byte[] content = await File.ReadAllBytesAsync(log, Token);
        content[200] ^= 4;
        await File.WriteAllBytesAsync(log, content, Token);

        CollectionReport[] reports = [.. StoreInspector.Inspect(node.Folder).OrderBy(report => report.Name)];

        Assert.Equal(["other", TestNode.Name], reports.Select(report => report.Name));
        Assert.Empty(reports[0].Problems);
        Assert.Contains(log, Assert.Single(reports[1].Problems), StringComparison.Ordinal);
        await node.ReopenAsync();
    }

    [Fact]
    public async Task An_unfinished_write_is_a_note_and_stays_where_it_is()
    {
        await using TestNode node = TestNode.Start(CheckpointScenario.Never);
        await node.CreateAsync();
        for (ulong id = 0; id < 3; id++) await node.UpsertAsync(Make.Point(id, [id, 1]));
        string log = node.LogFiles.Single();
        await node.Store.DisposeAsync();
        byte[] content = await File.ReadAllBytesAsync(log, Token);
        int end = content.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        content.AsSpan(end - 20, 20).Clear();
        await File.WriteAllBytesAsync(log, content, Token);

        CollectionReport report = Assert.Single(StoreInspector.Inspect(node.Folder));

        Assert.Equal(2, report.Points);
        Assert.Contains("unfinished write", Assert.Single(report.Notes), StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllBytesAsync(log, Token));
        await node.ReopenAsync();
    }

    [Fact]
    public async Task A_folder_in_use_or_without_collections_is_refused()
    {
        await using TestNode node = TestNode.Start();
        Assert.Throws<FolderInUseException>(() => StoreInspector.Inspect(node.Folder).Count());
        using var empty = new TemporaryFolder();
        Assert.Throws<DirectoryNotFoundException>(() => StoreInspector.Inspect(empty.Path).Count());
    }

    [Fact]
    public async Task A_damaged_snapshot_is_named()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        var snapshots = new SnapshotStore(node.Store);
        string path = snapshots.PathOf(TestNode.Name, (await snapshots.CreateAsync(TestNode.Name, Token)).Name);
        byte[] content = await File.ReadAllBytesAsync(path, Token);
        content[600] ^= 1;
        await File.WriteAllBytesAsync(path, content, Token);

        Assert.Contains(path, Assert.Single(StoreInspector.InspectSnapshots(node.Folder).Problems), StringComparison.Ordinal);
    }

    private static Dictionary<string, byte[]> Read(string folder) => Directory
        .GetFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllBytes);
}
