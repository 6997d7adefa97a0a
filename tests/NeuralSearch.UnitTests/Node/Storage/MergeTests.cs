using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Storage;
using Xunit;

namespace NeuralSearch.UnitTests.Node.Storage;

/// <summary>Points that are written again and again do not pile up, and nobody who asks notices a merge.</summary>
public sealed class MergeTests
{
    private const int Count = 3_000;
    private const int Dimensions = 16;

    [Fact]
    public async Task Points_that_were_replaced_leave_the_index_and_the_last_versions_are_found_before_and_after_a_reopening()
    {
        await using var node = TestNode.Start();
        await node.CreateAsync(Dimensions, Distance.Euclid);
        var random = new Random(121);
        float[][] rows = [];
        for (int round = 0; round < 3; round++)
        {
            rows = [.. Enumerable.Range(0, Count).Select(_ => Row(random))];
            for (int i = 0; i < Count; i += 500)
                await node.UpsertAsync([.. rows[i..(i + 500)].Index().Select(pair =>
                    Make.Point((ulong)(i + pair.Index), pair.Item, $$"""{"round": {{round}}}"""))]);
        }

        // 9 000 offsets were given; a merge has left out what was over by then, and that was the most of two rounds.
        CollectionState state = node.Store.Get(TestNode.Name).State;
        await WaitUntilAsync(() => state.Vector(0).StoredCount < 5_000 && !state.IsMergeDue);
        await AssertFoundAsync(node, rows);
        CollectionInfo info = (await node.Collections.GetAsync(new GetCollectionInfoRequest
        {
            CollectionName = TestNode.Name,
        })).Result;
        Assert.Equal((ulong)Count, info.PointsCount);
        Assert.InRange(info.SegmentsCount, 1u, 3u);
        Assert.True(info.OptimizerStatus.Ok);

        await node.ReopenAsync();
        await AssertFoundAsync(node, rows);
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        DateTime end = DateTime.UtcNow + TimeSpan.FromSeconds(60);
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < end, "It did not come to it within a minute.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
        }
    }

    private static float[] Row(Random random) =>
        [.. Enumerable.Range(0, Dimensions).Select(_ => (float)random.NextDouble())];

    private static async Task AssertFoundAsync(TestNode node, float[][] rows)
    {
        for (int i = 0; i < Count; i += 100)
        {
            IReadOnlyList<ScoredPoint> found = await node.NearestAsync(Make.Input(rows[i]), limit: 3);
            Assert.Equal(3, found.Count);
            Assert.Equal((ulong)i, found[0].Id.Num);
            Assert.Equal(0, found[0].Score, 1e-4f);
        }
    }
}
