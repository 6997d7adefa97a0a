using NeuralSearch.Contracts.Qdrant;
using Xunit;

namespace NeuralSearch.UnitTests.Node.Storage;

/// <summary>
/// What a process leaves that is killed right after an acknowledgement: the folder as it stands at that moment, copied
/// while nothing is written to it.
/// </summary>
public sealed class CrashTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Killed_after_any_acknowledgement_the_store_has_everything_acknowledged(int seed)
    {
        var random = new Random(seed);
        await using TestNode node = TestNode.Start();
        await node.CreateAsync(size: 2);

        for (int step = 0; step < 60; step++)
        {
            ulong id = (ulong)random.Next(20);
            if (random.Next(4) == 0) await node.DeleteAsync(Make.Must(Make.Integer("n", random.Next(5))));
            else
            {
                string payload = $$"""{"n":{{random.Next(5)}},"text":"{{new string('é', random.Next(40_000))}}"}""";
                await node.UpsertAsync(Make.Point(id, [random.NextSingle(), step], payload));
            }

            using var copy = new TemporaryFolder();
            string folder = copy.In("data");
            TemporaryFolder.Copy(Path.Combine(node.Folder, "collections"), Path.Combine(folder, "collections"));
            await using TestNode survivor = TestNode.Over(folder);
            Assert.True(
                (await node.ScrollAsync()).SequenceEqual(await survivor.ScrollAsync()), $"step {step}, seed {seed}");
            Assert.Empty(survivor.Log.Warnings);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Killed_between_rounds_of_concurrent_writers_the_store_has_everything_acknowledged(int seed)
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync(size: 2);

        for (int round = 0; round < 12; round++)
        {
            int current = round;
            await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
            {
                var random = new Random(seed * 1_000 + current * 10 + writer);
                for (int i = 0; i < 10; i++)
                {
                    ulong id = (ulong)random.Next(30);
                    if (random.Next(5) == 0) await node.DeleteAsync(Make.Id(id));
                    else await node.UpsertAsync(Make.Point(id, [writer, i], $$"""{"round":{{current}}}"""));
                }
            }));

            using var copy = new TemporaryFolder();
            TemporaryFolder.Copy(Path.Combine(node.Folder, "collections"), copy.In("data", "collections"));
            await using TestNode survivor = TestNode.Over(copy.In("data"));
            IReadOnlyList<RetrievedPoint> expected = await node.ScrollAsync();
            Assert.True(expected.SequenceEqual(await survivor.ScrollAsync()), $"round {round}, seed {seed}");
            Assert.Equal((ulong)expected.Count, await survivor.CountAsync());
        }
    }
}
