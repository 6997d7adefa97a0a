namespace NeuralSearch.Inference;

/// <summary>Two bounded lanes of requests, from which workers take batches. Thread-safe.</summary>
/// <remarks>
/// An interactive request goes out at once and alone, so that the vector of a query depends on nothing but its text.
/// Bulk goes out when the interactive lane is empty, in batches (<see cref="BatchPlan"/>) around its oldest text, as
/// soon as a batch's worth of tokens waits or the oldest text has waited for the maximal delay.
/// </remarks>
internal sealed class EmbeddingQueue : IDisposable
{
    private readonly object _gate = new(); // a Monitor, not a Lock: workers wait on it
    private readonly TextEmbeddingOptions _options;
    private readonly TimeProvider _time;
    private readonly RequestLane _interactive;
    private readonly RequestLane _bulk;
    private readonly ITimer _delayEnds;
    private bool _closed;

    public EmbeddingQueue(TextEmbeddingOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _interactive = new RequestLane(options.QueueTexts, options.QueueTokens);
        _bulk = new RequestLane(options.QueueTexts, options.QueueTokens);
        _delayEnds = time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Adds a request, or lets it wait outside for room; its <c>Admission</c> tells which.</summary>
    /// <exception cref="ObjectDisposedException">The queue is closed.</exception>
    public void Add(EmbeddingRequest request)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(TextEmbeddingGenerator));
            LaneOf(request).Add(request, _time.GetTimestamp());
            ScheduleDelay();
            Monitor.PulseAll(_gate); // not each waiting worker takes from each lane
        }
    }

    /// <summary>Takes out a request that has ended before it was computed.</summary>
    public void Remove(EmbeddingRequest request)
    {
        lock (_gate)
        {
            LaneOf(request).Remove([request], _time.GetTimestamp());
            ScheduleDelay();
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for the next batch; null when the queue is closed and has nothing left for this worker.</summary>
    /// <param name="interactiveOnly">Leaves bulk to others.</param>
    public EmbeddingRequest[]? Take(bool interactiveOnly)
    {
        lock (_gate)
        {
            while (true)
            {
                EmbeddingRequest[] batch =
                    _interactive.Oldest is { } urgent ? [urgent] : interactiveOnly ? [] : BulkBatch();
                if (batch.Length > 0)
                {
                    LaneOf(batch[0]).Remove(batch, _time.GetTimestamp());
                    ScheduleDelay();
                    Monitor.PulseAll(_gate); // what is left, or has come in now, may be due for another worker
                    return batch;
                }

                if (_closed && (interactiveOnly || _bulk.Oldest is null)) return null;
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Refuses further requests; workers get what is left, without delay, and then null.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Closes and takes out all that is left.</summary>
    public EmbeddingRequest[] CloseAndClear()
    {
        lock (_gate)
        {
            Close();
            return [.. _interactive.Clear(), .. _bulk.Clear()];
        }
    }

    public void Dispose() => _delayEnds.Dispose();

    private RequestLane LaneOf(EmbeddingRequest request) =>
        request.Lane == EmbeddingLane.Interactive ? _interactive : _bulk;

    private EmbeddingRequest[] BulkBatch()
    {
        if (_bulk.Oldest is not { } oldest) return [];
        if (!_closed && _bulk.Tokens < _options.BatchTokens && DelayLeft(oldest) > TimeSpan.Zero) return [];

        EmbeddingRequest[] byLength = [.. _bulk.Requests.OrderBy(request => request.Tokens.Length)];
        int[] lengths = [.. byLength.Select(request => request.Tokens.Length)];
        return byLength[BatchPlan.Around(lengths, Array.IndexOf(byLength, oldest), _options.BatchTokens)];
    }

    private TimeSpan DelayLeft(EmbeddingRequest request) =>
        _options.MaxDelay - _time.GetElapsedTime(request.AdmittedTimestamp);

    private void ScheduleDelay()
    {
        if (_bulk.Oldest is not { } oldest) return;

        // Timers count whole milliseconds and cut off the rest, which would wake a worker too early.
        double left = Math.Ceiling(DelayLeft(oldest).TotalMilliseconds);
        if (left > 0) _delayEnds.Change(TimeSpan.FromMilliseconds(left), Timeout.InfiniteTimeSpan);
    }

    private void Wake()
    {
        lock (_gate)
        {
            ScheduleDelay();
            Monitor.PulseAll(_gate);
        }
    }
}
