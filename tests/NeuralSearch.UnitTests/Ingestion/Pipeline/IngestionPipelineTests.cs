using NeuralSearch.Catalog;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Ingestion.Pipeline;
using NeuralSearch.Ingestion.Preparation;
using NeuralSearch.Ingestion.Runs;
using NeuralSearch.Testing;
using NeuralSearch.UnitTests.Ingestion.Fakes;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Pipeline;

public sealed class IngestionPipelineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeNode _node = new();
    private readonly FakeGenerator _generator = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_chunk_becomes_a_point_with_its_passage_position_and_fields()
    {
        await using IngestionHost host = await StartAsync();
        string text = $"  {Lines.Sentences(40)}\n";

        IngestionRun run = await host.IngestAsync(
            System.Text.Json.JsonSerializer.Serialize(new
            {
                _id = 42,
                title = "A title",
                text,
                url = "http://u",
                year = 1958,
                tags = new[] { "x" },
            }),
            "films");

        IReadOnlyList<PointStruct> points =
            [.. _node.PointsOf("films").OrderBy(point => point.Payload["chunk"].IntegerValue)];
        Assert.Equal((1, 1, points.Count), (run.Accepted, run.Stored, (int)run.Chunks));
        Assert.True(points.Count > 2);
        for (int i = 0; i < points.Count; i++)
        {
            PointStruct point = points[i];
            int start = (int)point.Payload["chunk_start"].IntegerValue;
            int end = (int)point.Payload["chunk_end"].IntegerValue;
            string passage = point.Payload["text"].StringValue;
            Assert.Equal(text[start..end], passage);
            Assert.Equal(i, point.Payload["chunk"].IntegerValue);
            Assert.Equal("42", point.Payload["document"].StringValue);
            Assert.Equal("A title", point.Payload["title"].StringValue);
            Assert.Equal("http://u", point.Payload["url"].StringValue);
            Assert.Equal(1958, point.Payload["year"].IntegerValue);
            Assert.Equal("x", point.Payload["tags"].ListValue.Values.Single().StringValue);
            Assert.Equal(ChunkId.Create("films", "42", i), Guid.Parse(point.Id.Uuid));
            Assert.Equal(FakeGenerator.VectorOf("A title " + passage), point.Vectors.Vector.Dense.Data);
        }
    }

    [Fact]
    public async Task Ingesting_the_same_lines_again_embeds_and_writes_nothing()
    {
        string lines = Lines.Documents(300);
        await using (IngestionHost first = await StartAsync())
            await first.IngestAsync(lines);
        IReadOnlyList<string> before = _node.PassagesOf("documents");
        int embedded = _generator.TextCount;
        _node.Calls.Clear();
        await using IngestionHost host = await StartAsync();

        IngestionRun again = await host.IngestAsync(lines);

        Assert.Equal((300, 0, 300, 0), (again.Accepted, again.Stored, again.Unchanged, again.Failed));
        Assert.Equal(embedded, _generator.TextCount);
        Assert.Equal(300, before.Count);
        Assert.Equal(before, _node.PassagesOf("documents"));
        Assert.DoesNotContain(_node.Calls, call => call is "Upsert" or "Delete" or "Create" or "CreateFieldIndex");
    }

    [Fact]
    public async Task Other_chunk_sizes_embed_everything_again()
    {
        string lines = Lines.Document("a", Lines.Sentences(30));
        await using (IngestionHost first = await StartAsync())
            await first.IngestAsync(lines);
        await using IngestionHost host = await StartAsync(
            ("NeuralSearch:Ingestion:ChunkTokens", "64"), ("NeuralSearch:Ingestion:ChunkOverlapTokens", "16"));

        IngestionRun run = await host.IngestAsync(lines);

        Assert.Equal(1, run.Stored);
        Assert.Equal(run.Chunks, _node.PointsOf("documents").Count);
    }

    [Fact]
    public async Task A_document_that_became_shorter_leaves_no_chunk_behind()
    {
        await using IngestionHost host = await StartAsync();
        await host.IngestAsync(Lines.Document("a", Lines.Sentences(50)) + Lines.Document("ab", Lines.Sentences(50)));
        int other = _node.PointsOf("documents").Count(point => point.Payload["document"].StringValue == "ab");

        IngestionRun run = await host.IngestAsync(Lines.Document("a", "Only this."));

        Assert.Equal((1, 1), (run.Stored, run.Chunks));
        Assert.Equal(other + 1, _node.PointsOf("documents").Count);
        Assert.Contains("a/0000: Only this.", _node.PassagesOf("documents"));
    }

    [Fact]
    public async Task However_much_shorter_a_document_becomes_its_points_are_its_chunks()
    {
        await using IngestionHost host = await StartAsync();
        List<long> counts = [];

        for (int sentences = 60; sentences > 0; sentences -= 4)
        {
            IngestionRun run = await host.IngestAsync(Lines.Document("a", Lines.Sentences(sentences)));

            Assert.Equal(run.Chunks, _node.PointsOf("documents").Count);
            counts.Add(run.Chunks);
        }

        Assert.Contains(counts.Zip(counts.Skip(1)), pair => pair.First - pair.Second == 1);
    }

    [Fact]
    public async Task Of_equal_ids_in_one_input_the_first_is_kept_and_the_others_are_named()
    {
        await using IngestionHost host = await StartAsync();
        List<LineError> errors = [];
        string lines = Lines.Document("a", "First.") + Lines.Document("b", "Other.") + Lines.Document("a", "Second.");

        IngestionRun run = await host.IngestAsync(lines, report: errors.Add);
        IngestionRun again = await host.IngestAsync(lines);

        Assert.Equal((2, 2, 1), (run.Accepted, run.Stored, run.Failed));
        LineError error = Assert.Single(errors);
        Assert.Equal((3, "a"), (error.Line, error.Id));
        Assert.Contains("duplicate id 'a': line 1 has it already", error.Error, StringComparison.Ordinal);
        Assert.Equal(["a/0000: First.", "b/0000: Other."], _node.PassagesOf("documents"));
        Assert.Equal((0, 2), (again.Stored, again.Unchanged));
    }

    [Fact]
    public async Task An_id_whose_first_line_was_refused_is_no_duplicate()
    {
        await using IngestionHost host = await StartAsync();

        IngestionRun run = await host.IngestAsync("{\"id\":\"a\"}\n" + Lines.Document("a", "Good."));

        Assert.Equal((1, 1), (run.Stored, run.Failed));
    }

    [Fact]
    public async Task A_document_of_many_batches_is_stored_whole()
    {
        await using IngestionHost host = await StartAsync(
            ("NeuralSearch:Ingestion:UpsertBatchPoints", "7"), ("NeuralSearch:Ingestion:EmbeddingBatchChunks", "5"));
        string lines = Lines.Documents(3, "x") + Lines.Document("big", Lines.Sentences(500)) + Lines.Documents(3, "y");

        IngestionRun run = await host.IngestAsync(lines);

        Assert.Equal(7, run.Stored);
        Assert.Equal(run.Chunks, _node.PointsOf("documents").Count);
        int big = _node.PointsOf("documents").Count(point => point.Payload["document"].StringValue == "big");
        Assert.True(big > 30);
        Assert.All(_generator.Calls, call => Assert.InRange(call.Count, 1, 5));
    }

    [Fact]
    public async Task Two_runs_at_once_leave_every_document_in_one_version()
    {
        await using IngestionHost host = await StartAsync(
            ("NeuralSearch:Ingestion:EmbeddingBatchChunks", "3"), ("NeuralSearch:Ingestion:UpsertBatchPoints", "4"));
        string[] ids = [.. Enumerable.Range(0, 60).Select(i => $"d{i}")];
        string Version(IEnumerable<string> order, int sentences, string word) =>
            string.Concat(order.Select(id => Lines.Document(id, Lines.Sentences(sentences, word))));

        // In opposite orders, so that each run waits for documents of the other.
        IngestionRun[] runs = await Task.WhenAll(
            Task.Run(() => host.IngestAsync(Version(ids, 40, "long")), Cancellation),
            Task.Run(() => host.IngestAsync(Version(ids.Reverse(), 20, "short")), Cancellation));

        Assert.All(runs, run => Assert.Equal(IngestionState.Completed, run.State));
        long collection = (await host.Catalog.Documents.FindCollectionAsync("documents", Cancellation))!.Id;
        foreach (IGrouping<string, PointStruct> document in
            _node.PointsOf("documents").GroupBy(point => point.Payload["document"].StringValue))
        {
            LedgerEntry? entry = await host.Catalog.Documents.FindAsync(collection, document.Key, Cancellation);
            Assert.Equal(entry!.ChunkCount, document.Count());
            bool isLong = document.First().Payload["text"].StringValue.Contains("long", StringComparison.Ordinal);
            Assert.All(document, point => Assert.Equal(
                isLong, point.Payload["text"].StringValue.Contains("long", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task A_watcher_sees_a_run_from_its_begin_to_its_end()
    {
        await using IngestionHost host = await StartAsync();
        using CancellationTokenSource watching = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        List<IngestionRecord> seen = [];
        Task watch = Task.Run(
            async () =>
            {
                await foreach (IngestionRecord run in host.Runs.WatchAsync(watching.Token))
                {
                    seen.Add(run);
                    if (run.State != IngestionState.Running)
                        return;
                }
            },
            Cancellation);
        _generator.Before = _ => seen.Count == 0 ? Task.Delay(50, Cancellation) : Task.CompletedTask;

        IngestionRun run = await host.IngestAsync(Lines.Documents(200));
        await watch;

        Assert.Equal(run.ToRecord(), seen[^1]);
        Assert.Equal(200, seen[^1].Stored);
        Assert.Equal(seen.Select(state => state.Stored).Order(), seen.Select(state => state.Stored));
    }

    [Fact]
    public async Task Runs_of_an_ended_process_are_listed_as_stopped()
    {
        await using (IngestionHost first = await StartAsync())
        {
            await first.IngestAsync(Lines.Documents(3));
            await first.Ingestor.OpenAsync("test", "documents", [], total: null, Cancellation);
        }

        await using IngestionHost host = await StartAsync();

        IReadOnlyList<IngestionRecord> runs = await host.Runs.ListAsync(Cancellation);
        Assert.Equal([IngestionState.Stopped, IngestionState.Completed], runs.Select(run => run.State));
        Assert.Equal(3, runs[1].Stored);
        Assert.NotNull(runs[0].FinishedAt);
    }

    private Task<IngestionHost> StartAsync(params (string Key, string? Value)[] settings) =>
        IngestionHost.StartAsync(_folder.Path, _node, _generator, settings);
}
