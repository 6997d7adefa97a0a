using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Checkpoints;
using Xunit;
using static NeuralSearch.UnitTests.Node.Checkpoints.CheckpointScenario;

namespace NeuralSearch.UnitTests.Node.Checkpoints;

/// <summary>A collection is what its checkpoint and the log after it add up to.</summary>
public sealed class CheckpointTests
{
    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task A_collection_opened_from_a_checkpoint_answers_as_before_and_goes_on(int seed)
    {
        var random = new Random(seed);
        await using TestNode node = TestNode.Start(Eager);
        await FillAsync(node, random);
        await CheckpointedAsync(node);
        Answers before = await AskAsync(node);

        await node.ReopenAsync();

        Answers after = await AskAsync(node);
        Assert.True(before == after, $"seed {seed}");
        PointStruct[] more = [.. Enumerable.Range(0, 50).Select(_ => Point(random))];
        UpdateResult result = await node.UpsertAsync(more);
        Assert.True(result.OperationId > 6, "The numbers of operations go on");
        foreach (PointStruct point in more.DistinctBy(point => point.Id.Num).Reverse().Take(5))
            Assert.Contains(point.Id.Num, await node.IdsAsync());
    }

    [Fact]
    public async Task Writes_that_come_while_it_is_written_are_in_the_log_after_it()
    {
        await using TestNode node = TestNode.Start(Eager);
        await node.CreateAsync(size: 32, Distance.Euclid);
        var random = new Random(13);
        var acknowledged = new SortedSet<ulong>();
        for (ulong id = 0; id < 3_000; id += 10)
        {
            await node.UpsertAsync([.. Enumerable.Range(0, 10).Select(i => Make.Point(
                id + (ulong)i, [.. Enumerable.Range(0, 32).Select(_ => random.NextSingle())]))]);
            for (ulong i = 0; i < 10; i++) acknowledged.Add(id + i);
            if (id % 70 != 0) continue;
            await node.DeleteAsync(Make.Id(id));
            acknowledged.Remove(id);
        }

        Assert.True(Number(node) > 2, $"only {Number(node)} checkpoints were written meanwhile");
        await node.ReopenAsync();
        await node.HasIdsAsync([.. acknowledged]);
    }

    [Fact]
    public async Task The_log_and_the_checkpoint_before_go_and_the_log_begins_anew()
    {
        await using TestNode node = TestNode.Start(Eager);
        await node.CreateAsync();
        await node.UpsertAsync(Make.Point(1, [1, 2]));
        await CheckpointedAsync(node);
        long first = Number(node);

        await node.UpsertAsync(Make.Point(2, [1, 2]));
        await CheckpointedAsync(node);

        Assert.True(Number(node) > first);
        Assert.Single(Directory.GetDirectories(node.CollectionFolders.Single(), "checkpoint-*"));
        Assert.Empty(node.LogFiles);
    }

    [Fact]
    public async Task A_large_log_is_due_without_a_pause_and_a_small_one_is_not()
    {
        var options = new CheckpointOptions { MinLogBytes = 100_000, IdleTime = TimeSpan.FromHours(1) };
        await using TestNode node = TestNode.Start(options);
        await node.CreateAsync();
        await node.UpsertAsync(Make.Point(1, [1, 2], $$"""{"t": "{{new string('x', 50_000)}}"}"""));
        Assert.Equal(0, Number(node));

        await node.UpsertAsync(Make.Point(2, [1, 2], $$"""{"t": "{{new string('x', 50_000)}}"}"""));

        await CheckpointedAsync(node);
    }

    [Fact]
    public async Task An_unfinished_checkpoint_and_one_without_a_manifest_are_removed_while_the_log_is_whole()
    {
        await using TestNode node = TestNode.Start(Never);
        await FillAsync(node, new Random(14));
        Answers before = await AskAsync(node);
        string folder = node.CollectionFolders.Single();
        Directory.CreateDirectory(Path.Combine(folder, "checkpoint-00000001"));
        Directory.CreateDirectory(Path.Combine(folder, "checkpoint-00000002.new"));

        await node.ReopenAsync();

        Assert.Equal(before, await AskAsync(node));
        Assert.Empty(Directory.GetDirectories(folder, "checkpoint-*"));
    }

    [Fact]
    public async Task A_log_before_the_checkpoint_that_a_crash_left_is_removed_and_not_replayed()
    {
        await using TestNode node = TestNode.Start(Never);
        await FillAsync(node, new Random(15));
        Answers before = await AskAsync(node);
        await node.Store.DisposeAsync();
        string log = Path.Combine(node.CollectionFolders.Single(), "log");
        string kept = Path.Combine(node.Folder, "kept");
        CopyFolder(log, kept);
        await using (TestNode eager = TestNode.Over(node.Folder, Eager)) await CheckpointedAsync(eager);
        CopyFolder(kept, log);

        await node.ReopenAsync();

        Assert.Equal(before, await AskAsync(node));
        Assert.Empty(node.LogFiles);
    }

    [Fact]
    public async Task A_failure_leaves_the_log_and_is_told_until_one_succeeds()
    {
        await using TestNode node = TestNode.Start(Eager);
        await node.CreateAsync();
        string folder = node.CollectionFolders.Single();
        File.WriteAllText(Path.Combine(folder, "checkpoint-00000001.new"), "in the way");

        await node.UpsertAsync(Make.Point(1, [1, 2]));

        OptimizerStatus status;
        DateTime end = DateTime.UtcNow + TimeSpan.FromSeconds(30);
        do
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
            status = (await node.Collections.GetAsync(
                new GetCollectionInfoRequest { CollectionName = TestNode.Name })).Result.OptimizerStatus;
        }
        while (status.Ok && DateTime.UtcNow < end);
        Assert.Contains("checkpoint-00000001", status.Error, StringComparison.Ordinal);
        Assert.Single(node.LogFiles);
        await node.UpsertAsync(Make.Point(2, [1, 2]));
        await node.ReopenAsync();
        await node.HasIdsAsync([1, 2]);
    }

    [Fact]
    public async Task What_was_replaced_or_deleted_is_forgotten()
    {
        await using TestNode node = TestNode.Start(Never);
        await node.CreateAsync();
        for (int i = 0; i < 10; i++) await node.UpsertAsync(Make.Point(7, [1, i], $$"""{"i": {{i}}}"""));
        await node.UpsertAsync(Make.Point(8, [1, 2]));
        await node.DeleteAsync(Make.Id(8));

        var points = node.Store.Get(TestNode.Name).State.Points;
        DateTime end = DateTime.UtcNow + TimeSpan.FromSeconds(30);
        while (Enumerable.Range(0, 11).Count(offset => points[(uint)offset].Version == ulong.MaxValue) < 10)
        {
            Assert.True(DateTime.UtcNow < end, "Versions that are over are kept");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        await node.HasIdsAsync([7]);
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
    }

    private static async Task<Answers> AskAsync(TestNode node)
    {
        var nearest = new QueryPoints
        {
            Query = new Contracts.Qdrant.Query { Nearest = Make.Input(.5f, .5f, .5f, .5f) },
            Using = "a",
            Limit = 50,
        };
        IReadOnlyList<ScoredPoint> found = await node.QueryAsync(nearest);
        var info = new GetCollectionInfoRequest { CollectionName = TestNode.Name };
        CollectionInfo collection = (await node.Collections.GetAsync(info)).Result;
        return new Answers(
            string.Join('\n', await node.ScrollAsync()),
            string.Join('\n', found),
            string.Join(' ', await node.IdsAsync(Make.Must(Make.Integer("n", 3)))),
            string.Join(' ', collection.PayloadSchema.Keys));
    }

    private sealed record Answers(string Points, string Nearest, string Filtered, string Schema);
}
