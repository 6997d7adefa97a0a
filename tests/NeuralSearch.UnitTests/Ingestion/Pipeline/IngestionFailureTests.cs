using Grpc.Core;
using NeuralSearch.Catalog;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Ingestion.Runs;
using NeuralSearch.Testing;
using NeuralSearch.UnitTests.Ingestion.Fakes;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Pipeline;

public sealed class IngestionFailureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeNode _node = new();
    private readonly FakeGenerator _generator = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

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
    [InlineData(StatusCode.Unavailable, "failed 12 times: Unavailable: no node")]
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
    public async Task A_stop_after_the_last_line_was_read_is_a_stop_too()
    {
        using CancellationTokenSource stop = new();
        await using IngestionHost host = await StartAsync(("NeuralSearch:Ingestion:EmbeddingBatchChunks", "1"));
        _generator.Before = async _ =>
        {
            while ((await host.Runs.ListAsync(Cancellation))[0].Accepted < 40)
                await Task.Delay(5, Cancellation);
            await stop.CancelAsync();
        };

        IngestionRun run = await host.IngestAsync(Lines.Documents(40), stop: stop);

        Assert.Equal(IngestionState.Stopped, run.State);
        Assert.InRange(run.Stored, 1, 39);
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
