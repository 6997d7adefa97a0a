using System.Text.Json.Nodes;
using Grpc.Net.Client;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.Durability;

/// <summary>The sample is loaded in the background of the first start, which may end at any time.</summary>
public sealed class InterruptedSampleTests : IDisposable
{
    private const int Films = 200;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task After_kill_9_the_sample_goes_on_and_is_there_exactly_once()
    {
        string[] sample = ["--sample", $"{Films}"];
        long storedBeforeTheKill = await LoadUntilAsync(storedAtLeast: 20, sample, process => process.KillAsync());

        await using (StandaloneProcess second = await StandaloneProcess.StartAsync(_folder.Path, sample))
        {
            // Until the new run has begun, the newest is the one that the kill ended, which now is "stopped".
            JsonNode run = await second.WaitForIngestionAsync(
                newest => HasEnded(newest) && (string?)newest["state"] != "stopped");
            Assert.Equal("completed", (string?)run["state"]);
            Assert.Equal(Films, (long)run["stored"]! + (long)run["unchanged"]!);
            Assert.Equal(0, (long)run["failed"]!);
            Assert.InRange((long)run["unchanged"]!, storedBeforeTheKill, Films);
            Dictionary<string, List<long>> chunks = await ChunksByDocumentAsync(second);
            AssertWholeSample(chunks);
            long mostTexts = chunks.Values.Sum(c => c.Count) - storedBeforeTheKill + RunningProduct.WarmUpTexts;
            Assert.InRange(await second.EmbeddedTextsAsync(), 1, mostTexts);
            await second.KillAsync();
        }

        await using StandaloneProcess third = await StandaloneProcess.StartAsync(_folder.Path, sample);
        AssertWholeSample(await ChunksByDocumentAsync(third));
        Assert.InRange(await third.EmbeddedTextsAsync(), 0, RunningProduct.WarmUpTexts);
    }

    [Fact]
    public async Task SIGTERM_during_an_ingestion_ends_the_process_soon_and_the_next_start_is_clean()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        long stored = await LoadUntilAsync(storedAtLeast: 1, ["--sample", "all"], async process =>
        {
            // The drain takes ten seconds at most; what comes after it is quick.
            int exitCode = await process.StopAsync(TimeSpan.FromSeconds(20));
            Assert.True(exitCode == 0, process.Process.Describe());
        });

        await using StandaloneProcess again = await StandaloneProcess.StartAsync(_folder.Path, "--no-sample");
        Dictionary<string, List<long>> chunks = await ChunksByDocumentAsync(again);

        Assert.InRange(chunks.Count, stored, int.MaxValue);
        Assert.All(chunks, document => AssertEachChunkOnce(document.Key, document.Value));
        Assert.Empty(again.Process.Error);
        Assert.NotEmpty((await again.SearchAsync("a film about a war"))["results"]!.AsArray());
    }

    private static bool HasEnded(JsonNode run) => (string?)run["state"] != "running";

    private async Task<long> LoadUntilAsync(int storedAtLeast, string[] arguments, Func<StandaloneProcess, Task> end)
    {
        await using StandaloneProcess process = await StandaloneProcess.StartAsync(_folder.Path, arguments);
        JsonNode run = await process.WaitForIngestionAsync(
            run => (long)run["stored"]! >= storedAtLeast || HasEnded(run));
        Assert.True((string?)run["state"] == "running", $"The sample was loaded before it could be interrupted: {run}");
        await end(process);
        return (long)run["stored"]!;
    }

    private static async Task<Dictionary<string, List<long>>> ChunksByDocumentAsync(StandaloneProcess process)
    {
        using GrpcChannel channel = LoopbackChannel.To(process.GrpcPort);
        ScrollResponse all = await new Points.PointsClient(channel).ScrollAsync(
            new ScrollPoints { CollectionName = "films", Limit = 100_000 });
        return all.Result
            .GroupBy(point => point.Payload["document"].StringValue, point => point.Payload["chunk"].IntegerValue)
            .ToDictionary(document => document.Key, document => document.ToList());
    }

    private static void AssertWholeSample(Dictionary<string, List<long>> chunks)
    {
        IEnumerable<string> expected = FilmSample.FirstLines(Films).Select(FilmSample.IdOf);
        Assert.Equal(expected.Order(StringComparer.Ordinal), chunks.Keys.Order(StringComparer.Ordinal));
        Assert.All(chunks, document => AssertEachChunkOnce(document.Key, document.Value));
    }

    private static void AssertEachChunkOnce(string document, List<long> chunks)
    {
        long first = chunks.Min();
        Assert.True(first is 0 or 1, $"{document} begins with chunk {first}");
        Assert.Equal(Enumerable.Range(0, chunks.Count).Select(i => first + i), chunks.Order());
    }
}
