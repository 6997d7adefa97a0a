using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Errors;
using Xunit;
using static NeuralSearch.UnitTests.Node.Checkpoints.CheckpointScenario;

namespace NeuralSearch.UnitTests.Node.Checkpoints;

/// <summary>A damaged checkpoint sets its collection apart, by name; it is never taken for an empty one.</summary>
public sealed class CheckpointDamageTests
{
    [Theory]
    [InlineData(21)]
    public async Task A_flipped_bit_in_any_file_is_found_or_changes_no_answer(int seed)
    {
        var random = new Random(seed);
        await using TestNode node = await CheckpointedNodeAsync(random);
        IReadOnlyList<RetrievedPoint> points = await node.ScrollAsync();
        await node.Store.DisposeAsync();
        string folder = node.CollectionFolders.Single();
        string[] files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        Assert.True(files.Length >= 7, string.Join('\n', files));
        foreach (string file in files)
        {
            byte[] content = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            for (int flip = 0; flip < 60; flip++)
            {
                int at = random.Next(content.Length);
                byte[] flipped = [.. content];
                flipped[at] ^= (byte)(1 << random.Next(8));
                await File.WriteAllBytesAsync(file, flipped, TestContext.Current.CancellationToken);

                await node.ReopenAsync();

                string where = $"byte {at} of {file}, seed {seed}";
                if (node.Store.Damaged.Values.SingleOrDefault() is { } damage)
                    Assert.Contains(Path.GetFileName(file), damage.Message, StringComparison.Ordinal);
                else Assert.True(points.SequenceEqual(await node.ScrollAsync()), where);
                await node.Store.DisposeAsync();
            }

            await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
        }

        await node.ReopenAsync();
        Assert.True(points.SequenceEqual(await node.ScrollAsync()));
    }

    [Theory]
    [InlineData("CHECKPOINT")]
    [InlineData("checkpoint-*")]
    [InlineData("points.bin")]
    [InlineData("index.bin")]
    [InlineData("segment-0.bin")]
    [InlineData("vector-1")]
    public async Task A_file_or_folder_that_is_missing_is_named(string name)
    {
        await using TestNode node = await CheckpointedNodeAsync(new Random(22));
        await node.Store.DisposeAsync();
        string missing = Directory
            .GetFileSystemEntries(node.CollectionFolders.Single(), name, SearchOption.AllDirectories).First();
        Directory.Move(missing, Path.Combine(node.Folder, "elsewhere"));

        await node.ReopenAsync();

        CorruptionException damage = Assert.Single(node.Store.Damaged.Values);
        Assert.Contains(Path.GetFileName(missing), damage.Message, StringComparison.Ordinal);
        string collection = node.CollectionFolders.Single();
        await node.Store.DisposeAsync();
        Directory.Move(Path.Combine(node.Folder, "elsewhere"), missing);
        Assert.True(Directory.Exists(collection));
        await node.ReopenAsync();
        Assert.Empty(node.Store.Damaged); // nothing was removed while something was missing
    }

    [Fact]
    public async Task Files_that_are_cut_at_any_place_are_found()
    {
        await using TestNode node = await CheckpointedNodeAsync(new Random(23));
        await node.Store.DisposeAsync();
        var random = new Random(24);
        foreach (string file in Directory.GetFiles(
            node.CollectionFolders.Single(), "*", SearchOption.AllDirectories))
        {
            byte[] content = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            for (int i = 0; i < 10; i++)
            {
                int length = random.Next(content.Length);
                await File.WriteAllBytesAsync(file, content[..length], TestContext.Current.CancellationToken);
                await node.ReopenAsync();
                Assert.True(node.Store.Damaged.Count == 1, $"{file} cut to {length} of {content.Length}");
                await node.Store.DisposeAsync();
            }

            await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
        }

        await node.ReopenAsync();
    }

    private static async Task<TestNode> CheckpointedNodeAsync(Random random)
    {
        TestNode node = TestNode.Start(Eager);
        await FillAsync(node, random);
        await CheckpointedAsync(node);
        return node;
    }
}
