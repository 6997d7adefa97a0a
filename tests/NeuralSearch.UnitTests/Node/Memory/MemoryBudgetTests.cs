using System.Diagnostics.Metrics;
using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Memory;
using Xunit;

namespace NeuralSearch.UnitTests.Node.Memory;

public sealed class MemoryBudgetTests
{
    private const int Dimensions = 64;
    private const int Batch = 50;
    private const long Budget = 3_000_000;

    [Fact]
    public async Task A_node_fills_up_to_its_budget_refuses_more_keeps_what_it_acknowledged_and_goes_on_after_a_delete()
    {
        await using TestNode node = TestNode.Start(memoryBytes: Budget);
        await node.CreateAsync(Dimensions, Distance.Cosine);
        await node.CreateAsync(Dimensions, Distance.Cosine, "other");
        await node.Points.UpsertAsync(Points("other", 0));
        int acknowledged = 0;

        Status refusal = await TestNode.FailureOf(async () =>
        {
            for (; acknowledged < 100_000; acknowledged += Batch)
                await node.Points.UpsertAsync(Points(TestNode.Name, acknowledged));
        });

        Assert.Equal(StatusCode.ResourceExhausted, refusal.StatusCode);
        Assert.Matches(
            "^Upserting 50 points into collection `t` is estimated to take [0-9.]+ KB of memory; " +
            "[0-9.]+ MB of the budget of 3 MB are in use", refusal.Detail);
        Assert.InRange(acknowledged, 3_000, 6_000); // points of about 700 bytes
        Assert.InRange(node.Store.Budget.UsedBytes, Budget * 8 / 10, Budget);
        Assert.Equal((ulong)acknowledged, await node.CountAsync());
        Assert.Equal(acknowledged, (await node.IdsAsync()).Length);
        Assert.Equal(10, (await node.NearestAsync(Make.Input(Row(7)), limit: 10)).Count);
        Status creation = await TestNode.FailureOf(() => FillWithCollectionsAsync(node));
        Assert.Equal(StatusCode.ResourceExhausted, creation.StatusCode);
        Assert.StartsWith("Creating collection `c", creation.Detail, StringComparison.Ordinal);

        await node.DeleteAsync(Make.Id(3));
        await node.Snapshots.CreateAsync(new CreateSnapshotRequest { CollectionName = TestNode.Name });
        await node.Collections.DeleteAsync(new DeleteCollection { CollectionName = TestNode.Name });
        await node.Points.UpsertAsync(Points("other", Batch));
        await node.CreateAsync(Dimensions, Distance.Cosine);
    }

    [Fact]
    public async Task What_is_beyond_the_budget_is_opened_all_the_same_and_only_growth_is_refused()
    {
        using var folder = new TemporaryFolder();
        await using (TestNode node = TestNode.Over(folder.Path))
        {
            await node.CreateAsync(Dimensions, Distance.Cosine);
            for (int i = 0; i < 20; i++) await node.Points.UpsertAsync(Points(TestNode.Name, i * Batch));
        }

        await using TestNode small = TestNode.Over(folder.Path, memoryBytes: 100_000);

        Assert.Equal(20ul * Batch, await small.CountAsync());
        Status refusal = await TestNode.FailureOf(() => small.UpsertAsync(Make.Point(5, Row(5))));
        Assert.Equal(StatusCode.ResourceExhausted, refusal.StatusCode);
        await small.DeleteAsync(Make.Id(5));
        Assert.Equal(20ul * Batch - 1, await small.CountAsync());
    }

    [Fact]
    public async Task What_a_refused_or_failed_write_had_set_aside_is_given_back()
    {
        await using TestNode node = TestNode.Start(memoryBytes: Budget);
        await node.CreateAsync(Dimensions, Distance.Cosine);

        for (int i = 0; i < 40; i++)
        {
            var insert = Points(TestNode.Name, 0);
            insert.UpdateMode = UpdateMode.UpdateOnly; // there is nothing to update
            for (int more = 1; more < 40; more++) insert.Points.Add(Points(TestNode.Name, more * Batch).Points);
            await node.Points.UpsertAsync(insert);
        }

        Assert.Equal(0ul, await node.CountAsync());
    }

    [Fact]
    public async Task A_replaced_point_is_counted_until_its_row_is_merged_away_and_a_deleted_collection_is_not()
    {
        await using TestNode node = TestNode.Start(memoryBytes: Budget);
        await node.CreateAsync(Dimensions, Distance.Cosine);
        long empty = node.Store.Budget.UsedBytes;
        await node.Points.UpsertAsync(Points(TestNode.Name, 0));
        long once = node.Store.Budget.UsedBytes;

        await node.Points.UpsertAsync(Points(TestNode.Name, 0));
        long twice = node.Store.Budget.UsedBytes;
        await node.Collections.DeleteAsync(new DeleteCollection { CollectionName = TestNode.Name });

        long rows = Batch * Dimensions * sizeof(float) - Environment.SystemPageSize;
        Assert.True(once - empty >= rows, $"{empty} to {once}");
        Assert.True(twice - once >= rows, $"{once} to {twice}");
        Assert.Equal(0, node.Store.Budget.UsedBytes);
    }

    [Fact]
    public async Task Metrics_name_the_hundred_largest_collections_and_sum_up_the_others()
    {
        await using TestNode node = TestNode.Start(memoryBytes: 123_456_789);
        for (int i = 0; i < MemoryMetrics.MaxNamed + 3; i++) await node.CreateAsync(name: $"c{i:000}");
        var named = new Dictionary<string, long>();
        var totals = new List<long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Name.StartsWith("neuralsearch.node.memory.", StringComparison.Ordinal))
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            // Other nodes of this process are measured too: this one's collections are known by their names.
            if (tags.IsEmpty) totals.Add(value);
            else named[(string)tags[0].Value!] = value;
        });
        listener.Start();

        listener.RecordObservableInstruments();

        long each = node.Store.Budget.UsedBytes / (MemoryMetrics.MaxNamed + 3);
        Assert.Equal(each, named["c000"]);
        Assert.Equal(each, named["c099"]);
        Assert.False(named.ContainsKey("c100"));
        Assert.Equal(3 * each, named[MemoryMetrics.Others]);
        Assert.Contains(123_456_789, totals);
        Assert.Contains(node.Store.Budget.UsedBytes, totals);
    }

    private static async Task FillWithCollectionsAsync(TestNode node)
    {
        for (int i = 0; i < 1_000; i++) await node.CreateAsync(name: $"c{i}");
    }

    private static UpsertPoints Points(string collection, int first)
    {
        var request = new UpsertPoints { CollectionName = collection, Wait = true };
        for (int i = first; i < first + Batch; i++)
            request.Points.Add(Make.Point((ulong)i, Row(i), $$"""{"number": {{i}}}"""));
        return request;
    }

    private static float[] Row(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Dimensions).Select(_ => random.NextSingle() - .5f)];
    }
}
