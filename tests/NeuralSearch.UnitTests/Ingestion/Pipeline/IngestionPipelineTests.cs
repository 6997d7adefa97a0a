using Grpc.Core;
using NeuralSearch.Catalog;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Ingestion;
using NeuralSearch.Ingestion.Pipeline;
using NeuralSearch.Ingestion.Preparation;
using NeuralSearch.Ingestion.Runs;
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
    public async Task A_missing_collection_is_created_for_the_model_and_its_documents_are_indexed()
    {
        await using IngestionHost host = await StartAsync();

        await host.IngestAsync(Lines.Documents(1));

        CreateCollection definition = _node.DefinitionOf("documents");
        Assert.Equal((ulong)FakeGenerator.Dimensions, definition.VectorsConfig.Params.Size);
        Assert.Equal(Distance.Cosine, definition.VectorsConfig.Params.Distance);
        Assert.Equal(FakeGenerator.Model, definition.Metadata["model"].StringValue);
        Assert.Equal(FieldType.Keyword, _node.IndexesOf("documents")["document"]);
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
    public async Task A_collection_that_was_deleted_is_filled_again()
    {
        await using IngestionHost host = await StartAsync();
        await host.IngestAsync(Lines.Documents(5));
        _node.Drop("documents");

        IngestionRun run = await host.IngestAsync(Lines.Documents(5));

        Assert.Equal((5, 0), (run.Stored, run.Unchanged));
        Assert.Equal(5, _node.PointsOf("documents").Count);
    }

    [Fact]
    public async Task A_collection_that_another_program_emptied_is_filled_again()
    {
        CreateCollection foreign = new()
        {
            CollectionName = "documents",
            VectorsConfig = new VectorsConfig
            {
                Params = new VectorParams { Size = FakeGenerator.Dimensions, Distance = Distance.Cosine },
            },
        };
        _node.Create(foreign);
        await using IngestionHost host = await StartAsync();
        await host.IngestAsync(Lines.Documents(5));
        _node.Drop("documents");
        _node.Create(foreign);

        IngestionRun run = await host.IngestAsync(Lines.Documents(5));

        Assert.Equal(5, run.Stored);
        Assert.Equal(5, _node.PointsOf("documents").Count);
    }

    [Fact]
    public async Task A_lost_catalog_leaves_no_old_chunks_behind()
    {
        await using (IngestionHost first = await StartAsync())
            await first.IngestAsync(Lines.Document("a", Lines.Sentences(50)));
        foreach (string file in Directory.GetFiles(_folder.Path, "catalog.db*"))
            File.Delete(file);
        await using IngestionHost host = await StartAsync();

        await host.IngestAsync(Lines.Document("a", "Only this."));

        Assert.Equal(["a/0000: Only this."], _node.PassagesOf("documents"));
    }

    [Theory]
    [InlineData(16, Distance.Cosine, "16 dimensions")]
    [InlineData(FakeGenerator.Dimensions, Distance.Dot, "distance Dot")]
    public async Task A_collection_with_other_vectors_is_refused(int size, Distance distance, string named)
    {
        _node.Create(new CreateCollection
        {
            CollectionName = "documents",
            VectorsConfig = new VectorsConfig
            {
                Params = new VectorParams { Size = (ulong)size, Distance = distance },
            },
        });
        await using IngestionHost host = await StartAsync();

        IngestionException exception = await Assert.ThrowsAsync<IngestionException>(
            () => host.IngestAsync(Lines.Documents(1)));

        Assert.Equal(IngestionError.Conflict, exception.Error);
        Assert.Contains(named, exception.Message, StringComparison.Ordinal);
        Assert.Empty(await host.Runs.ListAsync(Cancellation));
    }

    [Fact]
    public async Task A_collection_of_another_model_is_refused()
    {
        await using (IngestionHost first = await StartAsync())
            await first.IngestAsync(Lines.Documents(1));
        await using IngestionHost host = await IngestionHost.StartAsync(
            _folder.Path, _node, new FakeGenerator(model: "newer-model"));

        IngestionException exception = await Assert.ThrowsAsync<IngestionException>(
            () => host.IngestAsync(Lines.Documents(1)));

        Assert.Contains("'fake-model'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'newer-model'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Losing_the_race_to_create_a_collection_is_no_error()
    {
        bool isFirst = true;
        await using IngestionHost host = await StartAsync();
        _node.Before = (call, request) =>
        {
            if (call == "Create" && isFirst)
            {
                isFirst = false;
                _node.Create((CreateCollection)request);
            }

            return Task.CompletedTask;
        };

        IngestionRun run = await host.IngestAsync(Lines.Documents(2));

        Assert.Equal(2, run.Stored);
    }

    [Fact]
    public async Task Passing_failures_are_repeated()
    {
        int calls = 0;
        await using IngestionHost host = await StartAsync();
        _node.Before = (_, _) => ++calls % 2 == 1
            ? throw new RpcException(new Status(StatusCode.Unavailable, "busy"))
            : Task.CompletedTask;
        int embeddings = 0;
        _generator.Before = _ => ++embeddings == 1 ? throw new TimeoutException("slow") : Task.CompletedTask;

        IngestionRun run = await host.IngestAsync(Lines.Documents(100));

        Assert.Equal((IngestionState.Completed, 100), (run.State, run.Stored));
        Assert.Equal(100, _node.PointsOf("documents").Count);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable, "failed 5 times: Unavailable: no node")]
    [InlineData(StatusCode.InvalidArgument, "failed: InvalidArgument: no node")]
    public async Task A_node_that_fails_ends_the_run_and_says_how_far_it_got(StatusCode code, string named)
    {
        await using IngestionHost host = await StartAsync(("NeuralSearch:Ingestion:EmbeddingBatchChunks", "10"));
        int upserts = 0;
        _node.Before = (call, _) => call == "Upsert" && Interlocked.Increment(ref upserts) > 3
            ? throw new RpcException(new Status(code, "no node"))
            : Task.CompletedTask;

        IngestionRun run = await host.IngestAsync(Lines.Documents(500));

        Assert.Equal(IngestionState.Failed, run.State);
        Assert.Contains(named, run.Error, StringComparison.Ordinal);
        Assert.Contains($"{run.Stored} documents are stored", run.Error, StringComparison.Ordinal);
        Assert.True(run.Stored > 0);
        Assert.Equal(run.Accepted, run.Stored + run.Failed);
        Assert.Equal(run.Stored, _node.PointsOf("documents").Count);
    }

    [Fact]
    public async Task A_write_that_is_not_durable_is_no_success()
    {
        await using IngestionHost host = await StartAsync();
        await host.IngestAsync(Lines.Document("warm", "Up."));
        _node.WriteStatus = UpdateStatus.Acknowledged;

        IngestionRun run = await host.IngestAsync(Lines.Document("a", "Text."));

        Assert.Equal((IngestionState.Failed, 0), (run.State, run.Stored));
        Assert.Contains("'Acknowledged' instead of 'Completed'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Garbage_from_the_model_is_never_stored()
    {
        await using IngestionHost host = await StartAsync();

        _generator.Spoil = vector => [.. vector, 1f];
        IngestionRun wrongLength = await host.IngestAsync(Lines.Documents(3));
        _generator.Spoil = vector => [float.NaN, .. vector[1..]];
        IngestionRun notANumber = await host.IngestAsync(Lines.Documents(3));

        Assert.Contains("9 dimensions was returned instead of 8", wrongLength.Error, StringComparison.Ordinal);
        Assert.Contains("NaN", notANumber.Error, StringComparison.Ordinal);
        Assert.Empty(_node.PointsOf("documents"));
    }

    [Fact]
    public async Task A_stop_finishes_what_was_begun_and_the_next_run_goes_on()
    {
        using CancellationTokenSource stop = new();
        await using IngestionHost host = await StartAsync(("NeuralSearch:Ingestion:EmbeddingBatchChunks", "10"));
        int calls = 0;
        _generator.Before = _ => Interlocked.Increment(ref calls) == 3 ? stop.CancelAsync() : Task.CompletedTask;
        string lines = Lines.Documents(1000);

        IngestionRun stopped = await host.IngestAsync(lines, stop: stop);
        int points = _node.PointsOf("documents").Count;
        IngestionRun rest = await host.IngestAsync(lines);

        Assert.Equal(IngestionState.Stopped, stopped.State);
        Assert.InRange(stopped.Stored, 20, 999);
        Assert.Equal(stopped.Stored, points);
        Assert.Equal((stopped.Stored, 1000 - stopped.Stored), (rest.Unchanged, rest.Stored));
        Assert.Equal(1000, _node.PointsOf("documents").Count);
    }

    [Fact]
    public async Task A_slow_node_slows_the_source_down()
    {
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using IngestionHost host = await StartAsync(("NeuralSearch:Ingestion:MaxInFlightBytes", "200000"));
        _node.Before = (call, _) =>
        {
            if (call != "Upsert")
                return Task.CompletedTask;
            held.TrySetResult();
            return release.Task;
        };
        string lines = Lines.Documents(2000, text: new string('x', 1000));

        Task<IngestionRun> running = host.IngestAsync(lines);
        await held.Task;
        long accepted = await SettledAsync(host);
        release.SetResult();
        IngestionRun run = await running;

        // A document is about 6 kB in flight.
        Assert.InRange(accepted, 10, 60);
        Assert.Equal(2000, run.Stored);
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

    /// <summary>The number of accepted documents once it does not grow any more.</summary>
    private static async Task<long> SettledAsync(IngestionHost host)
    {
        long accepted = -1;
        while (true)
        {
            long now = (await host.Runs.ListAsync(Cancellation))[0].Accepted;
            if (now == accepted)
                return now;
            accepted = now;
            await Task.Delay(100, Cancellation);
        }
    }

    private Task<IngestionHost> StartAsync(params (string Key, string? Value)[] settings) =>
        IngestionHost.StartAsync(_folder.Path, _node, _generator, settings);
}
