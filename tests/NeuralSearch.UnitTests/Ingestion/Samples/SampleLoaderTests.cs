using System.IO.Compression;
using System.Text.Json;
using NeuralSearch.Catalog;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Ingestion.Samples;
using NeuralSearch.Testing;
using NeuralSearch.UnitTests.Ingestion.Fakes;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Samples;

public sealed class SampleLoaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeNode _node = new();

    public SampleLoaderTests()
    {
        using GZipStream gzip = new(File.Create(SamplePath), CompressionLevel.Fastest);
        foreach (int i in Enumerable.Range(0, 500))
        {
            JsonSerializer.Serialize(gzip, new
            {
                _id = $"f{i}",
                title = $"Film {i}",
                text = $"The story of film {i}.",
                year = 1930 + i % 90,
                genres = new[] { "Drama" },
            });
            gzip.WriteByte((byte)'\n');
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string SamplePath => _folder.Combine("films.jsonl.gz");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_first_start_on_an_empty_store_loads_the_first_lines()
    {
        await using IngestionHost host = await StartAsync(limit: "200");

        IngestionRecord run = await EndedAsync(host);

        Assert.Equal(("sample", "films", 200), (run.Source, run.Collection, run.Total));
        Assert.Equal((IngestionState.Completed, 200), (run.State, run.Stored));
        Assert.Equal(200, _node.PointsOf("films").Count);
        Assert.Contains("f199/0000: The story of film 199.", _node.PassagesOf("films"));
        Assert.Equal(FieldType.Integer, _node.IndexesOf("films")["year"]);
        Assert.Equal(FieldType.Keyword, _node.IndexesOf("films")["genres"]);
    }

    [Fact]
    public async Task A_loaded_sample_is_not_loaded_again()
    {
        await LoadAsync("200");
        FakeGenerator generator = new();

        await using IngestionHost host = await StartAsync("200", generator);
        await SkippedAsync(host);

        Assert.Empty(generator.Calls);
        Assert.Single(await host.Runs.ListAsync(Cancellation));
    }

    [Theory]
    [InlineData("0", 500)]
    [InlineData("", 500)]
    [InlineData("300", 300)]
    public async Task A_larger_limit_loads_the_rest(string limit, int expected)
    {
        await LoadAsync("200");

        await using IngestionHost host = await StartAsync(limit);
        IngestionRecord run = await EndedAsync(host);

        Assert.Equal((200, expected - 200), (run.Unchanged, run.Stored));
        Assert.Equal(expected, _node.PointsOf("films").Count);
    }

    [Fact]
    public async Task A_smaller_limit_loads_nothing()
    {
        await LoadAsync("0");

        await using IngestionHost host = await StartAsync("200");
        await SkippedAsync(host);

        Assert.Equal(500, _node.PointsOf("films").Count);
        Assert.Single(await host.Runs.ListAsync(Cancellation));
    }

    [Fact]
    public async Task An_interrupted_sample_goes_on_where_it_was()
    {
        FakeGenerator first = new();
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        first.Before = _ =>
        {
            if (first.Calls.Count < 3)
                return Task.CompletedTask;
            reached.TrySetResult();
            return release.Task;
        };
        IngestionHost interrupted = await StartAsync("0", first);
        await reached.Task;
        Task stop = interrupted.SampleLoader.StopAsync(Cancellation);
        release.SetResult();
        await stop;
        await interrupted.DisposeAsync();
        int stored = _node.PointsOf("films").Count;

        FakeGenerator second = new();
        await using IngestionHost host = await StartAsync("0", second);
        IngestionRecord run = await EndedAsync(host);

        Assert.InRange(stored, 1, 499);
        Assert.Equal((stored, 500 - stored), (run.Unchanged, run.Stored));
        Assert.Equal(500 - stored, second.TextCount);
        Assert.Equal(500, _node.PointsOf("films").Count);
    }

    [Fact]
    public async Task A_store_that_is_not_empty_gets_no_sample()
    {
        await using (IngestionHost user = await StartAsync("200", enabled: false))
            await user.IngestAsync(Lines.Documents(1));

        await using IngestionHost host = await StartAsync("200");
        await SkippedAsync(host);

        Assert.Equal(["documents"], _node.CollectionNames);
    }

    [Theory]
    [InlineData("200")]
    [InlineData("0")]
    public async Task A_sample_that_the_user_deleted_does_not_come_back(string limit)
    {
        await LoadAsync("200");
        _node.Drop("films");

        await using IngestionHost host = await StartAsync(limit);
        await SkippedAsync(host);

        Assert.Empty(_node.CollectionNames);
    }

    [Fact]
    public async Task A_switched_off_sample_is_not_loaded()
    {
        await using IngestionHost host = await StartAsync("200", enabled: false);
        await SkippedAsync(host);

        Assert.Empty(_node.CollectionNames);
        Assert.Empty(_node.Calls);
    }

    [Fact]
    public void The_sample_is_found_beside_the_program_or_above_it()
    {
        string deep = Directory.CreateDirectory(_folder.Combine("a/b/c")).FullName;
        string samples = Directory.CreateDirectory(_folder.Combine("a/samples")).FullName;
        string path = Path.Combine(samples, "films.jsonl.gz");
        File.WriteAllText(path, "");

        Assert.Equal(path, SampleFile.Find(null, deep));
        Assert.Equal(SamplePath, SampleFile.Find(SamplePath, deep));
        FileNotFoundException exception =
            Assert.Throws<FileNotFoundException>(() => SampleFile.Find(_folder.Combine("none.gz"), deep));
        Assert.Contains("NeuralSearch:Sample:Path", exception.Message, StringComparison.Ordinal);
    }

    private async Task LoadAsync(string limit)
    {
        await using IngestionHost host = await StartAsync(limit);
        await EndedAsync(host);
    }

    /// <summary>Waits until the loader has decided against it.</summary>
    private static Task SkippedAsync(IngestionHost host) => host.SampleLoader.ExecuteTask!;

    private static async Task<IngestionRecord> EndedAsync(IngestionHost host)
    {
        await host.SampleLoader.ExecuteTask!;
        return (await host.Runs.ListAsync(Cancellation))[0];
    }

    private Task<IngestionHost> StartAsync(string limit, FakeGenerator? generator = null, bool enabled = true) =>
        IngestionHost.StartAsync(
            _folder.Combine("data"), _node, generator ?? new FakeGenerator(),
            ("NeuralSearch:Sample:Enabled", enabled ? "true" : "false"),
            ("NeuralSearch:Sample:Limit", limit),
            ("NeuralSearch:Sample:Path", SamplePath),
            ("NeuralSearch:Ingestion:EmbeddingBatchChunks", "20"));
}
