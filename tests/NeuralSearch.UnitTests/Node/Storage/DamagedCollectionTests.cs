using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Errors;
using Xunit;

namespace NeuralSearch.UnitTests.Node.Storage;

public sealed class DamagedCollectionTests
{
    private const int FlipsPerFile = 200;

    [Theory]
    [InlineData(1)]
    public async Task A_flipped_bit_in_any_file_is_found_or_changes_no_answer(int seed)
    {
        var random = new Random(seed);
        await using TestNode node = TestNode.Start();
        await node.CreateAsync(name: "other");
        string other = node.CollectionFolders.Single();
        await node.CreateAsync();
        string folder = node.CollectionFolders.Single(candidate => candidate != other);
        for (ulong id = 0; id < 40; id++)
        {
            string padding = new('x', id == 20 ? 1_100_000 : 50); // the large one needs a second file
            await node.UpsertAsync(Make.Point(id % 25, [id, 1], $$"""{"n":{{id}},"pad":"{{padding}}"}"""));
        }

        IReadOnlyList<RetrievedPoint> points = await node.ScrollAsync();
        await node.Store.DisposeAsync();
        string[] files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        Assert.True(files.Length >= 3);

        foreach (string file in files)
        {
            byte[] content = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            int written = content.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
            for (int flip = 0; flip < FlipsPerFile; flip++)
            {
                // Three quarters in what was written, one in what is reserved.
                int at = random.Next(flip % 4 == 0 ? content.Length : written);
                byte[] flipped = [.. content];
                flipped[at] ^= (byte)(1 << random.Next(8));
                await File.WriteAllBytesAsync(file, flipped, TestContext.Current.CancellationToken);

                await node.ReopenAsync();

                if (node.Store.Damaged.TryGetValue(TestNode.Name, out CorruptionException? damage)
                    || node.Store.Damaged.TryGetValue(Path.GetFileName(folder), out damage))
                {
                    Assert.Equal(file, damage.Path);
                    Assert.InRange(damage.Offset, 0, Math.Max(at, 16));
                    Assert.Contains(node.Log.Errors, line => line.Contains(file, StringComparison.Ordinal));
                }
                else
                {
                    Assert.True(points.SequenceEqual(await node.ScrollAsync()), $"byte {at} of {file}, seed {seed}");
                }

                await node.Collections.GetAsync(new GetCollectionInfoRequest { CollectionName = "other" });
                await node.Store.DisposeAsync();
            }

            await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_damaged_collection_answers_DATA_LOSS_with_file_and_offset_and_keeps_its_name()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        await node.UpsertAsync(Make.Point(1, [1, 0]));
        await node.UpsertAsync(Make.Point(2, [1, 0]));
        await node.Store.DisposeAsync();
        string file = node.LogFiles.Single();
        byte[] content = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        content[45] ^= 4;
        await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);

        await node.ReopenAsync();

        foreach (Func<Task> call in (Func<Task>[])
            [() => node.CountAsync(), () => node.UpsertAsync(Make.Point(3, [1, 1])), () => node.DeleteAsync(Make.Id(1))])
        {
            Status status = await TestNode.FailureOf(call);
            Assert.Equal(StatusCode.DataLoss, status.StatusCode);
            Assert.Contains(file, status.Detail, StringComparison.Ordinal);
            Assert.Contains("offset 16", status.Detail, StringComparison.Ordinal);
        }

        Assert.True((await node.Collections.CollectionExistsAsync(
            new CollectionExistsRequest { CollectionName = TestNode.Name })).Result.Exists);
        Assert.Equal(StatusCode.AlreadyExists, (await TestNode.FailureOf(() => node.CreateAsync())).StatusCode);
        Status deleting = await TestNode.FailureOf(() => node.Collections.DeleteAsync(
            new DeleteCollection { CollectionName = TestNode.Name }).ResponseAsync);
        Assert.Equal(StatusCode.DataLoss, deleting.StatusCode);
        Assert.Equal(content, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_torn_write_is_cut_with_one_warning_that_names_file_offset_and_bytes()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        await node.UpsertAsync(Make.Point(1, [1, 0]));
        await node.Store.DisposeAsync();
        string file = node.LogFiles.Single();
        byte[] content = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        int end = content.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        content.AsSpan(16, 40).CopyTo(content.AsSpan(end));
        await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);

        await node.ReopenAsync();

        string warning = Assert.Single(node.Log.Warnings);
        Assert.Contains(file, warning, StringComparison.Ordinal);
        Assert.Contains($"offset {end}", warning, StringComparison.Ordinal);
        Assert.Matches("3[0-9]|40 bytes", warning);
        await node.UpsertAsync(Make.Point(2, [1, 0]));
        await node.ReopenAsync();
        Assert.Empty(node.Log.Warnings);
        await node.HasIdsAsync([1, 2]);
    }
}
