using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Log;
using NeuralSearch.Node.Points;
using NeuralSearch.Node.Storage;
using Xunit;

namespace NeuralSearch.UnitTests.Node.Storage;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task Writes_that_wait_at_the_same_moment_share_one_frame()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        Collection collection = node.Store.Get(TestNode.Name);
        using var gate = new ManualResetEventSlim();

        // The writer is held up by the first write, so that the others are all there when it goes on.
        Task first = collection.WriteAsync(
            new PendingWrite(() => Held(gate), readsState: false), TestContext.Current.CancellationToken);
        Task<UpdateResult>[] others =
            [.. Enumerable.Range(1, 200).Select(id => node.UpsertAsync(Make.Point((ulong)id, [id, 0])))];
        gate.Set();
        await Task.WhenAll([first, .. others]);

        List<int> frames = OperationsPerFrame(node.LogFiles.Single());
        Assert.Equal(200 + 1, frames.Sum());
        Assert.True(frames.Count < 100, $"201 writes made {frames.Count} frames");
        Assert.Equal(200, others.Select(write => write.Result.OperationId).Distinct().Count());
        Assert.Equal(200ul, await node.CountAsync());
    }

    [Fact]
    public async Task A_write_that_cannot_be_decided_fails_alone()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        Collection collection = node.Store.Get(TestNode.Name);

        Task<ulong> broken = collection.WriteAsync(
            new PendingWrite(() => throw new InvalidTimeZoneException("a fault"), readsState: false),
            TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => broken);
        await node.UpsertAsync(Make.Point(1, [1, 2]));
        await node.HasIdsAsync([1]);
    }

    [Fact]
    public async Task A_writer_that_stopped_answers_everybody_and_lets_the_others_close()
    {
        using var folder = new TemporaryFolder();
        TestNode node = TestNode.Over(folder.Path);
        await node.CreateAsync();
        await node.UpsertAsync(Make.Point(1, [1, 2]));
        Collection collection = node.Store.Get(TestNode.Name);

        // A row of a wrong length passes the log and breaks when it is applied: no request can do that.
        var broken = new StoredPoint(new PointKey(false, 7), [], [[1, 2, 3]]);
        await Assert.ThrowsAnyAsync<Exception>(() => collection.WriteAsync(
            new PendingWrite(() => new UpsertOperation([broken]), readsState: false),
            TestContext.Current.CancellationToken));

        await Assert.ThrowsAnyAsync<Exception>(() => node.UpsertAsync(Make.Point(2, [1, 2])));
        Assert.NotNull(node.Store.WriteFailure);
        await node.HasIdsAsync([1]);
        await node.DisposeAsync();
        using FolderLock free = FolderLock.Take(folder.Path);
    }

    private static UpsertOperation Held(ManualResetEventSlim gate)
    {
        gate.Wait(TestContext.Current.CancellationToken);
        return new UpsertOperation([]);
    }

    private static List<int> OperationsPerFrame(string file)
    {
        var counts = new List<int>();
        byte[] content = File.ReadAllBytes(file);
        int at = LogFile.HeaderBytes;
        while (LogFrame.TryRead(content.AsSpan(at), out ReadOnlySpan<byte> body, out _, out int count))
        {
            counts.Add(count);
            at += (int)LogFrame.LengthOf(body.Length);
        }

        return counts;
    }
}
