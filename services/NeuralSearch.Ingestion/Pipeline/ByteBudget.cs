namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>
/// Bounds the bytes of documents in flight over all ingestions: who wants more waits until others are stored. First
/// come, first served, so that a large document is not overtaken for ever. Thread-safe; a singleton.
/// </summary>
internal sealed class ByteBudget(long maxBytes, IngestionMetrics metrics)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Request> _waiting = [];
    private long _used;

    /// <summary>
    /// Waits for so many bytes, or for the whole budget if that is less: the largest document passes alone.
    /// Returns what was taken and is to be released.
    /// </summary>
    public async ValueTask<long> AcquireAsync(long bytes, CancellationToken cancellationToken)
    {
        long taken = Math.Min(bytes, maxBytes);
        LinkedListNode<Request> request;
        lock (_lock)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_waiting.Count == 0 && _used + taken <= maxBytes)
            {
                _used += taken;
                metrics.ChangeInFlight(taken);
                return taken;
            }

            request = _waiting.AddLast(
                new Request(taken, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        using (cancellationToken.Register(() => GiveUp(request, cancellationToken)))
            await request.Value.Granted.Task;
        return taken;
    }

    /// <summary>Gives back what <see cref="AcquireAsync"/> took.</summary>
    public void Release(long taken)
    {
        lock (_lock)
        {
            _used -= taken;
            metrics.ChangeInFlight(-taken);
            GrantWaiting();
        }
    }

    private void GiveUp(LinkedListNode<Request> request, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (request.List is null)
                return; // granted just now; the waiter has it
            _waiting.Remove(request);
            request.Value.Granted.SetCanceled(cancellationToken);
            GrantWaiting();
        }
    }

    private void GrantWaiting()
    {
        while (_waiting.First is { Value: var (bytes, granted) } && _used + bytes <= maxBytes)
        {
            _waiting.RemoveFirst();
            _used += bytes;
            metrics.ChangeInFlight(bytes);
            granted.SetResult();
        }
    }

    private sealed record Request(long Bytes, TaskCompletionSource Granted);
}
