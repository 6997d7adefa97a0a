using Microsoft.Extensions.Time.Testing;
using NeuralSearch.Inference;
using Xunit;

namespace NeuralSearch.UnitTests.Inference.Batching;

public sealed class EmbeddingBatcherTests : IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private static readonly TextEmbeddingOptions OneWorker = new()
    {
        Workers = 1,
        InteractiveWorkers = 0,
        BatchTokens = 100,
        MaxDelay = Delay,
        InteractiveTimeout = Deadline,
    };

    private readonly CancellationTokenSource _hangGuard = new(FakeEncoder.HangGuard);
    private readonly FakeEncoder _encoder = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly InferenceMetrics _metrics = new(meters: null);
    private EmbeddingBatcher? _batcher;

    private CancellationToken Token => _hangGuard.Token;

    public void Dispose()
    {
        _encoder.Release();
        _batcher?.Dispose();
        _encoder.Dispose();
        _metrics.Dispose();
        _hangGuard.Dispose();
    }

    [Fact]
    public async Task Bulk_waits_for_others_until_the_delay_is_over()
    {
        Start(OneWorker);
        Task<float[]> first = await AddAsync(10, EmbeddingLane.Bulk);
        Task<float[]> second = await AddAsync(12, EmbeddingLane.Bulk);

        _clock.Advance(Delay);

        await Task.WhenAll(first, second);
        Assert.Equal([[10, 12]], _encoder.BatchLengths);
    }

    [Fact]
    public async Task Bulk_that_fills_a_batch_does_not_wait()
    {
        Start(OneWorker);

        Task<float[]> first = await AddAsync(50, EmbeddingLane.Bulk);
        Task<float[]> second = await AddAsync(50, EmbeddingLane.Bulk);

        await Task.WhenAll(first, second);
        Assert.Equal([[50, 50]], _encoder.BatchLengths);
    }

    [Fact]
    public async Task Bulk_of_different_lengths_is_batched_by_length_within_the_budget_and_each_gets_its_own_vector()
    {
        await StartWithABusyWorkerAsync(OneWorker);
        int[] lengths = [10, 45, 12, 40, 11, 44, 90];
        List<Task<float[]>> vectors = [];
        foreach (int length in lengths) vectors.Add(await AddAsync(length, EmbeddingLane.Bulk));

        _encoder.Release();
        _clock.Advance(Delay);

        float[][] results = await Task.WhenAll(vectors);
        Assert.Equal(lengths, results.Select(vector => (int)vector[0]));
        // Around the oldest (10) first; then around 45, of which two fill the budget; 40 is now the oldest.
        Assert.Equal([[10, 11, 12], [44, 45], [40], [90]], _encoder.BatchLengths.Skip(1));
    }

    [Fact]
    public async Task Interactive_overtakes_bulk_and_is_computed_alone()
    {
        await StartWithABusyWorkerAsync(OneWorker);
        List<Task<float[]>> vectors =
        [
            await AddAsync(60, EmbeddingLane.Bulk),
            await AddAsync(60, EmbeddingLane.Bulk),
            await AddAsync(7, EmbeddingLane.Interactive),
            await AddAsync(8, EmbeddingLane.Interactive),
        ];

        _encoder.Release();
        _clock.Advance(Delay);

        await Task.WhenAll(vectors);
        Assert.Equal([[7], [8], [60], [60]], _encoder.BatchLengths.Skip(1));
    }

    [Fact]
    public async Task Interactive_does_not_wait_for_any_delay()
    {
        Start(OneWorker);

        Task<float[]> vector = await AddAsync(7, EmbeddingLane.Interactive);

        Assert.Equal(7, (await vector)[0]);
    }

    [Fact]
    public async Task Two_workers_compute_at_the_same_time()
    {
        await StartWithABusyWorkerAsync(OneWorker with { Workers = 2 });

        Task<float[]> vector = await AddAsync(7, EmbeddingLane.Interactive);

        await _encoder.BeganAsync(Token);
        _encoder.Release();
        await vector;
    }

    [Fact]
    public async Task A_worker_for_interactive_texts_does_not_wait_for_bulk_and_leaves_it_alone()
    {
        Start(OneWorker with { InteractiveWorkers = 1 });
        _encoder.Hold();
        Task<float[]> first = await AddAsync(100, EmbeddingLane.Bulk);
        await _encoder.BeganAsync(Token);
        Task<float[]> second = await AddAsync(101, EmbeddingLane.Bulk);
        Task<float[]> query = await AddAsync(7, EmbeddingLane.Interactive);

        await _encoder.BeganAsync(Token);

        Assert.Equal([[100], [7]], _encoder.BatchLengths);
        _encoder.Release();
        await Task.WhenAll(first, second, query);
    }

    [Fact]
    public async Task An_interactive_text_past_its_deadline_fails_with_the_reason_and_is_not_computed()
    {
        await StartWithABusyWorkerAsync(OneWorker);
        Task<float[]> vector = await AddAsync(7, EmbeddingLane.Interactive);

        _clock.Advance(Deadline);

        TimeoutException e = await Assert.ThrowsAsync<TimeoutException>(() => vector);
        Assert.Contains("10 s", e.Message, StringComparison.Ordinal);
        await AssertNextIsAsync(9);
    }

    [Fact]
    public async Task Bulk_has_no_deadline()
    {
        await StartWithABusyWorkerAsync(OneWorker);
        Task<float[]> vector = await AddAsync(7, EmbeddingLane.Bulk);

        _clock.Advance(100 * Deadline);
        _encoder.Release();

        Assert.Equal(7, (await vector)[0]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancelled_text_ends_at_once_and_is_not_computed(bool bulk)
    {
        await StartWithABusyWorkerAsync(OneWorker);
        using CancellationTokenSource cancel = new();
        Task<float[]> vector = await AddAsync(
            7, bulk ? EmbeddingLane.Bulk : EmbeddingLane.Interactive, cancel.Token);

        await cancel.CancelAsync();

        OperationCanceledException e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => vector);
        Assert.Equal(cancel.Token, e.CancellationToken);
        await AssertNextIsAsync(9);
    }

    [Fact]
    public async Task A_text_cancelled_beforehand_is_not_computed()
    {
        Start(OneWorker);

        Task<float[]> vector = await AddAsync(7, EmbeddingLane.Interactive, new CancellationToken(canceled: true));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => vector);
        await AssertNextIsAsync(9);
    }

    [Fact]
    public async Task Bulk_is_held_up_when_the_queue_is_full_and_interactive_is_not()
    {
        await StartWithABusyWorkerAsync(OneWorker with { QueueTexts = 2 });
        Task<float[]> first = await AddAsync(60, EmbeddingLane.Bulk);
        Task<float[]> second = await AddAsync(61, EmbeddingLane.Bulk);

        Task<Task<float[]>> third = AddAsync(62, EmbeddingLane.Bulk).AsTask();
        Task<Task<float[]>> query = AddAsync(7, EmbeddingLane.Interactive).AsTask();

        Assert.True(query.IsCompleted);
        Assert.False(third.IsCompleted);
        _encoder.Release();
        Task<float[]> admitted = await third;
        _clock.Advance(Delay);
        await Task.WhenAll(first, second, admitted, await query);
    }

    [Fact]
    public async Task Bulk_that_is_held_up_can_be_cancelled()
    {
        await StartWithABusyWorkerAsync(OneWorker with { QueueTexts = 1 });
        await AddAsync(60, EmbeddingLane.Bulk);
        using CancellationTokenSource cancel = new();
        ValueTask<Task<float[]>> heldUp = AddAsync(61, EmbeddingLane.Bulk, cancel.Token);

        await cancel.CancelAsync();

        Task<float[]> vector = await heldUp;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => vector);
    }

    [Fact]
    public async Task A_cancelled_text_makes_room_for_one_that_is_held_up()
    {
        await StartWithABusyWorkerAsync(OneWorker with { QueueTexts = 1 });
        using CancellationTokenSource cancel = new();
        await AddAsync(60, EmbeddingLane.Bulk, cancel.Token);
        ValueTask<Task<float[]>> heldUp = AddAsync(61, EmbeddingLane.Bulk);

        await cancel.CancelAsync();

        Task<float[]> admitted = await heldUp;
        Assert.False(admitted.IsCompleted);
    }

    [Fact]
    public async Task A_failure_of_the_encoder_reaches_every_caller_of_the_batch_and_the_worker_goes_on()
    {
        Start(OneWorker);
        NotSupportedException failure = new("no such operator");
        _encoder.FailuresByLength[50] = failure;

        Task<float[]> first = await AddAsync(50, EmbeddingLane.Bulk);
        Task<float[]> second = await AddAsync(50, EmbeddingLane.Bulk);

        Assert.Same(failure, await Assert.ThrowsAsync<NotSupportedException>(() => first));
        Assert.Same(failure, await Assert.ThrowsAsync<NotSupportedException>(() => second));
        Assert.Equal(9, (await await AddAsync(9, EmbeddingLane.Interactive))[0]);
    }

    [Fact]
    public async Task Stopping_computes_what_waits_without_delay_and_refuses_what_comes()
    {
        await StartWithABusyWorkerAsync(OneWorker);
        Task<float[]> bulk = await AddAsync(10, EmbeddingLane.Bulk);
        Task<float[]> query = await AddAsync(7, EmbeddingLane.Interactive);

        Task stopped = _batcher!.StopAsync(Token);

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await AddAsync(11, EmbeddingLane.Bulk));
        Assert.False(stopped.IsCompleted);
        _encoder.Release();
        await stopped;
        Assert.Equal(10, (await bulk)[0]);
        Assert.Equal(7, (await query)[0]);
    }

    [Fact]
    public async Task Stopping_gives_up_what_waits_when_it_must_be_quick()
    {
        await StartWithABusyWorkerAsync(OneWorker with { QueueTexts = 1 });
        Task<float[]> waiting = await AddAsync(10, EmbeddingLane.Bulk);
        ValueTask<Task<float[]>> heldUp = AddAsync(11, EmbeddingLane.Bulk);

        Task stopped = _batcher!.StopAsync(new CancellationToken(canceled: true));

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        Task<float[]> outside = await heldUp;
        await Assert.ThrowsAsync<ObjectDisposedException>(() => outside);
        _encoder.Release();
        await stopped;
        Assert.Single(_encoder.Batches);
    }

    [Fact]
    public async Task Many_callers_on_the_real_clock_all_get_their_own_vectors()
    {
        _batcher = new EmbeddingBatcher(
            _encoder, OneWorker with { Workers = 2, InteractiveWorkers = 1, QueueTexts = 16 }, TimeProvider.System,
            _metrics);

        ParallelOptions callers = new() { MaxDegreeOfParallelism = 64, CancellationToken = Token };
        await Parallel.ForAsync(0, 2000, callers, async (i, token) =>
        {
            int[] tokens = new int[2 + i % 90];
            tokens[1] = i;
            EmbeddingLane lane = i % 5 == 0 ? EmbeddingLane.Interactive : EmbeddingLane.Bulk;

            float[] vector = await await _batcher.EnqueueAsync(tokens, lane, token);

            Assert.Equal([tokens.Length, i], vector);
        });

        Assert.All(_encoder.Batches, batch => Assert.True(batch.Length * batch.Max(tokens => tokens.Length) <= 100));
    }

    private void Start(TextEmbeddingOptions options) =>
        _batcher = new EmbeddingBatcher(_encoder, options, _clock, _metrics);

    /// <summary>Starts and has one worker hold a text of 3 tokens.</summary>
    private async Task StartWithABusyWorkerAsync(TextEmbeddingOptions options)
    {
        Start(options);
        _encoder.Hold();
        await AddAsync(3, EmbeddingLane.Interactive);
        await _encoder.BeganAsync(Token);
    }

    private ValueTask<Task<float[]>> AddAsync(
        int length, EmbeddingLane lane, CancellationToken? cancellationToken = null) =>
        _batcher!.EnqueueAsync(new int[length], lane, cancellationToken ?? Token);

    /// <summary>
    /// Of all that was added after a busy worker's text, only one more text of this length is computed.
    /// </summary>
    private async Task AssertNextIsAsync(int length)
    {
        Task<float[]> next = await AddAsync(length, EmbeddingLane.Interactive);
        _encoder.Release();
        await next;
        Assert.Equal([length], _encoder.BatchLengths.Last());
        Assert.DoesNotContain(_encoder.BatchLengths, lengths => lengths.Contains(7));
    }
}
