namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>
/// One writer per document: between reading the ledger and committing to it nobody else may change the document's
/// chunks. Waiters are served in the order in which they came. Thread-safe; a singleton.
/// </summary>
internal sealed class DocumentLocks
{
    private readonly Lock _lock = new();
    private readonly Dictionary<DocumentKey, LinkedList<TaskCompletionSource>> _held = [];

    /// <summary>The lease if nobody has it, else null.</summary>
    public DocumentLease? TryAcquire(DocumentKey key)
    {
        lock (_lock)
            return _held.TryAdd(key, []) ? new DocumentLease(this, key) : null;
    }

    /// <summary>Waits for the lease.</summary>
    public async Task<DocumentLease> AcquireAsync(DocumentKey key, CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource> turn =
            new(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_lock)
        {
            if (_held.TryAdd(key, []))
                return new DocumentLease(this, key);
            _held[key].AddLast(turn);
        }

        using (cancellationToken.Register(() => GiveUp(turn, cancellationToken)))
            await turn.Value.Task;
        return new DocumentLease(this, key);
    }

    internal void Release(DocumentKey key)
    {
        lock (_lock)
        {
            LinkedList<TaskCompletionSource> waiting = _held[key];
            if (waiting.First is not { } next)
            {
                _held.Remove(key);
                return;
            }

            waiting.Remove(next);
            next.Value.SetResult();
        }
    }

    private void GiveUp(LinkedListNode<TaskCompletionSource> turn, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // No list any more: it was this one's turn just now, and the lease is on its way.
            if (turn.List is not { } waiting)
                return;
            waiting.Remove(turn);
            turn.Value.SetCanceled(cancellationToken);
        }
    }
}
