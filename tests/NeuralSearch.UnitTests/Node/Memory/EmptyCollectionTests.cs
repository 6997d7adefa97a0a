using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Storage;
using Xunit;

namespace NeuralSearch.UnitTests.Node.Memory;

/// <summary>Thousands of collections that hold nothing must cost next to nothing.</summary>
public sealed class EmptyCollectionTests
{
    private const int Count = 100;

    // 2 000 of them in 200 MB.
    private const long MaxBytes = 100_000;

    [Fact]
    public async Task It_takes_three_blocks_of_disk_its_folder_that_of_its_log_and_its_schema()
    {
        await using TestNode node = TestNode.Start();

        await node.CreateAsync(384, Distance.Cosine);

        string folder = node.CollectionFolders.Single();
        string[] entries = [.. Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories).Order()];
        string[] expected = [Path.Combine(folder, "collection.schema"), Path.Combine(folder, "log")];
        Assert.Equal(expected, entries);
        Assert.InRange(new FileInfo(entries[0]).Length, 1, 4096);
    }

    [Fact]
    public async Task It_takes_no_native_memory_and_its_making_allocates_less_than_it_may_keep()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync(384, Distance.Cosine, "first"); // what only the first allocates is not a collection's
        var names = Enumerable.Range(0, Count).Select(i => $"c{i}").ToArray();
        var schemas = names.Select(name => CollectionSchema.From(Definition(name))).ToArray();

        // All of it is on this thread: the writer of each begins to wait on another, and allocates nothing for it.
        long before = GC.GetAllocatedBytesForCurrentThread();
        Task[] made = [.. schemas.Select(schema => node.Store.CreateAsync(
            schema, TestContext.Current.CancellationToken))];
        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / Count;

        Assert.All(made, task => Assert.True(task.IsCompletedSuccessfully));
        Assert.InRange(each, 1, MaxBytes);
        Assert.All(names, name => Assert.Equal(0, node.Store.Get(name).State.Vector(0).NativeBytes));
        Assert.InRange(node.Store.Budget.UsedBytes / (Count + 1), 1, MaxBytes);
    }

    [Fact]
    public async Task A_few_points_take_pages_of_memory_and_not_the_blocks_that_they_are_the_first_of()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync(384, Distance.Cosine);

        await node.UpsertAsync(Make.Point(1, [.. Enumerable.Repeat(1f, 384)]));

        Assert.InRange(node.Store.Get(TestNode.Name).State.Vector(0).UsedBytes, 384 * sizeof(float), 16_384);
        Assert.True(node.Store.Get(TestNode.Name).State.Vector(0).NativeBytes > 8 << 20);
    }

    private static CreateCollection Definition(string name) => new()
    {
        CollectionName = name,
        VectorsConfig = new VectorsConfig { Params = new VectorParams { Size = 384, Distance = Distance.Cosine } },
    };
}
