using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Index;
using NeuralSearch.Node.Memory;
using NeuralSearch.Node.Storage;
using NeuralSearch.UnitTests.Node.Checkpoints;
using Xunit;

namespace NeuralSearch.UnitTests.Node.Memory;

public sealed class PlacementTests
{
    private const int Count = 3_000;
    private const int Dimensions = 128;

    [Theory]
    [InlineData(null, "a Memory, b Memory, c Memory")]
    [InlineData(600L, "a Memory, b Memory, c Memory")]
    [InlineData(599L, "a Memory, b Memory, c MappedRows")]
    [InlineData(400L, "a Memory, b MappedRows, c MappedRows")]
    [InlineData(310L, "a Memory, b MappedRows, c MappedCodes")]
    [InlineData(220L, "a Memory, b MappedCodes, c MappedCodes")]
    [InlineData(0L, "a Memory, b MappedCodes, c MappedCodes")] // nothing is saved by mapping a
    public void The_largest_collections_are_mapped_first_and_no_more_than_must_be(long? room, string expected)
    {
        (string Name, OpeningCosts Costs)[] collections =
        [
            ("c", new(300, 180, 90)), ("a", new(100, 100, 100)), ("b", new(200, 120, 60)),
        ];

        IReadOnlyDictionary<string, Placement> plan = PlacementPlan.Choose(collections, room);

        Assert.Equal(
            expected, string.Join(", ", plan.OrderBy(entry => entry.Key).Select(entry => $"{entry.Key} {entry.Value}")));
    }

    [Fact]
    public void Collections_of_one_size_are_mapped_in_the_order_of_their_names()
    {
        string[] names = ["d", "b", "a", "c"];

        IReadOnlyDictionary<string, Placement> plan = PlacementPlan.Choose(
            names.Select(name => (name, new OpeningCosts(100, 50, 50))), 300);

        Assert.Equal(
            ["a", "b"], plan.Where(entry => entry.Value == Placement.MappedRows).Select(entry => entry.Key).Order());
    }

    [Theory]
    [InlineData(VectorCodes.Automatic, false, "Memory, MappedRows, MappedRows")]
    [InlineData(VectorCodes.Automatic, true, "MappedRows, MappedRows, MappedRows")]
    [InlineData(VectorCodes.Bits1, false, "Memory, MappedRows, MappedCodes")]
    [InlineData(VectorCodes.Bits4, true, "MappedRows, MappedRows, MappedCodes")]
    public void Codes_stay_in_memory_unless_sketches_are_above_them(VectorCodes codes, bool isOnDisk, string expected)
    {
        var vector = new VectorSchema("", 64, Metric.Cosine, new HnswOptions { Codes = codes }, isOnDisk);

        Assert.Equal(expected, string.Join(", ", Enum.GetValues<Placement>().Select(vector.Place)));
    }

    [Fact]
    public async Task A_collection_that_does_not_fit_is_opened_mapped_and_answers_the_same()
    {
        using var folder = new TemporaryFolder();
        string path;
        long inMemory;
        ulong[] before;
        await using (TestNode node = TestNode.Over(folder.Path, CheckpointScenario.Eager))
        {
            await node.CreateAsync(Dimensions, Distance.Cosine);
            await FillAsync(node);
            await CheckpointScenario.CheckpointedAsync(node);
            path = node.CollectionFolders.Single();
            inMemory = node.Store.Budget.UsedBytes;
            before = await AskAsync(node);
        }

        var costs = OpeningCosts.Of(path);
        Assert.InRange(costs.Memory, inMemory * 0.6, inMemory * 1.5);

        await using (TestNode roomy = TestNode.Over(folder.Path, memoryBytes: costs.Memory * 2))
        {
            Assert.Equal(Placement.Memory, roomy.Store.Get(TestNode.Name).Placement);
            Assert.Empty(roomy.Log.Warnings);
        }

        await using TestNode tight = TestNode.Over(folder.Path, memoryBytes: costs.Memory - 1);
        Collection collection = tight.Store.Get(TestNode.Name);
        Assert.Equal(Placement.MappedRows, collection.Placement);
        Assert.InRange(tight.Store.Budget.UsedBytes, 1, inMemory - (long)Count * Dimensions * sizeof(float) / 2);
        Assert.Equal(before, await AskAsync(tight));
        await tight.UpsertAsync(Make.Point(Count, Row(Count)));
        Assert.Equal(Count + 1ul, await tight.CountAsync());
    }

    [Fact]
    public async Task What_exceeds_the_budget_even_when_mapped_is_opened_with_a_warning()
    {
        using var folder = new TemporaryFolder();
        await using (TestNode node = TestNode.Over(folder.Path, CheckpointScenario.Eager))
        {
            await node.CreateAsync(Dimensions, Distance.Cosine);
            await FillAsync(node);
            await CheckpointScenario.CheckpointedAsync(node);
        }

        await using TestNode tiny = TestNode.Over(folder.Path, memoryBytes: 50_000);

        string warning = Assert.Single(tiny.Log.Warnings);
        Assert.Matches("^The collections take [0-9.]+ [KM]B of memory, more than their budget of 50 KB", warning);
        Assert.Equal((ulong)Count, await tiny.CountAsync());
        Assert.Equal(10, (await AskAsync(tiny)).Length);
    }

    [Fact]
    public async Task Rows_of_a_vector_that_asks_for_the_disk_are_mapped_when_they_are_opened()
    {
        using var folder = new TemporaryFolder();
        await using (TestNode node = TestNode.Over(folder.Path, CheckpointScenario.Eager))
        {
#pragma warning disable CS0612 // Qdrant deprecates the field; its clients send it.
            var onDisk = new VectorParams { Size = Dimensions, Distance = Distance.Cosine, OnDisk = true };
#pragma warning restore CS0612
            await node.Collections.CreateAsync(new CreateCollection
            {
                CollectionName = TestNode.Name,
                VectorsConfig = new VectorsConfig { Params = onDisk },
            });
            await FillAsync(node);
            await CheckpointScenario.CheckpointedAsync(node);
        }

        await using TestNode opened = TestNode.Over(folder.Path);

        long bytes = opened.Store.Get(TestNode.Name).State.Vector(0).UsedBytes;
        Assert.InRange(bytes, 1, (long)Count * Dimensions * sizeof(float));
    }

    private static async Task FillAsync(TestNode node)
    {
        for (int i = 0; i < Count; i += 500)
            await node.UpsertAsync([.. Enumerable.Range(i, 500).Select(id => Make.Point((ulong)id, Row(id)))]);
    }

    private static async Task<ulong[]> AskAsync(TestNode node) =>
        [.. (await node.NearestAsync(Make.Input(Row(77)))).Select(point => point.Id.Num)];

    private static float[] Row(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Dimensions).Select(_ => random.NextSingle() - .5f)];
    }
}
