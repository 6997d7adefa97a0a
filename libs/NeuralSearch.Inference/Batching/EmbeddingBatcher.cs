using System.Buffers;

namespace NeuralSearch.Inference;

/// <summary>Computes vectors of texts from many callers in batches on a few threads of its own. Thread-safe.</summary>
internal sealed class EmbeddingBatcher : IDisposable
{
    private readonly ITextEncoder _encoder;
    private readonly TextEmbeddingOptions _options;
    private readonly TimeProvider _time;
    private readonly InferenceMetrics _metrics;
    private readonly EmbeddingQueue _queue;
    private readonly Task[] _workers;

    public EmbeddingBatcher(
        ITextEncoder encoder, TextEmbeddingOptions options, TimeProvider time, InferenceMetrics metrics)
    {
        options.Validate();
        (_encoder, _options, _time, _metrics) = (encoder, options, time, metrics);
        _queue = new EmbeddingQueue(options, time);
        _workers =
        [
            .. Enumerable.Range(1, options.Workers).Select(i => StartWorker($"embedding {i}", interactiveOnly: false)),
            .. Enumerable.Range(1, options.InteractiveWorkers)
                .Select(i => StartWorker($"embedding interactive {i}", interactiveOnly: true)),
        ];
    }

    /// <summary>Hands a text in.</summary>
    /// <returns>
    /// Outside: completes when there is room in the queue (back-pressure). Inside: the vector, float32[dimensions]; or
    /// the encoder's exception; or <see cref="TimeoutException"/> or cancellation, after which the text is not
    /// computed.
    /// </returns>
    /// <exception cref="ObjectDisposedException">The batcher is stopped.</exception>
    public async ValueTask<Task<float[]>> EnqueueAsync(
        int[] tokens, EmbeddingLane lane, CancellationToken cancellationToken)
    {
        // A free worker would be quicker than the registration below.
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<float[]>(cancellationToken);

        EmbeddingRequest request = new(tokens, lane, _time.GetTimestamp());
        _queue.Add(request);
        _metrics.Enqueued(lane);
        Task<float[]> vector = WatchAsync(request, cancellationToken);
        await request.Admission;
        return vector;
    }

    /// <summary>Refuses new texts, computes those that wait, and ends the workers.</summary>
    /// <param name="cancellationToken">
    /// Gives up what still waits; a batch that is being computed is awaited all the same.
    /// </param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Close();
        await using (cancellationToken.UnsafeRegister(_ => GiveUp(), null))
            await Task.WhenAll(_workers);
    }

    /// <summary>Gives up what waits and returns when the workers have ended.</summary>
    public void Dispose()
    {
        GiveUp();
        Task.WaitAll(_workers);
        _queue.Dispose();
    }

    private void GiveUp()
    {
        foreach (EmbeddingRequest request in _queue.CloseAndClear())
            request.TryFail(new ObjectDisposedException(
                nameof(TextEmbeddingGenerator), "The embedding generator was stopped before the text was computed."));
    }

    /// <summary>Watches over a request until it ends: cancellation and deadline take it out of the queue.</summary>
    private async Task<float[]> WatchAsync(EmbeddingRequest request, CancellationToken cancellationToken)
    {
        await using CancellationTokenRegistration cancel = cancellationToken.UnsafeRegister(_ =>
        {
            if (request.TryCancel(cancellationToken)) _queue.Remove(request);
        }, null);
        await using ITimer? deadline = request.Lane == EmbeddingLane.Bulk ? null : _time.CreateTimer(_ =>
        {
            if (request.TryFail(Expired())) _queue.Remove(request);
        }, null, _options.InteractiveTimeout, Timeout.InfiniteTimeSpan);

        try
        {
            return await request.Vector;
        }
        finally
        {
            _metrics.Ended(request);
        }
    }

    private TimeoutException Expired() => new(
        $"The text had no vector within {_options.InteractiveTimeout.TotalSeconds:0.###} s because all "
        + $"{_workers.Length} embedding workers were busy or stuck. Try again, "
        + "lower the load, or raise the interactive timeout.");

    private Task StartWorker(string name, bool interactiveOnly)
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        // Long computations would starve the thread pool that serves requests.
        new Thread(() => Work(ended, interactiveOnly)) { IsBackground = true, Name = name }.Start();
        return ended.Task;
    }

    private void Work(TaskCompletionSource ended, bool interactiveOnly)
    {
        while (_queue.Take(interactiveOnly) is { } taken)
        {
            EmbeddingRequest[] batch = [.. taken.Where(request => !request.IsCompleted)];
            if (batch.Length > 0) Encode(batch);
        }

        ended.SetResult();
    }

    private void Encode(EmbeddingRequest[] batch)
    {
        int dimensions = _encoder.Dimensions;
        float[] vectors = ArrayPool<float>.Shared.Rent(batch.Length * dimensions);
        try
        {
            long started = _time.GetTimestamp();
            foreach (EmbeddingRequest request in batch)
                _metrics.Waited(request.Lane, _time.GetElapsedTime(request.CreatedTimestamp, started));

            _encoder.Encode([.. batch.Select(request => request.Tokens)], vectors.AsSpan(0, batch.Length * dimensions));

            _metrics.Encoded(batch, _time.GetElapsedTime(started));
            for (int i = 0; i < batch.Length; i++)
                batch[i].TryComplete(vectors.AsSpan(i * dimensions, dimensions).ToArray());
        }
        catch (Exception e)
        {
            // Whatever it is, it belongs to the callers; the worker goes on with the next batch.
            foreach (EmbeddingRequest request in batch) request.TryFail(e);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(vectors);
        }
    }
}
