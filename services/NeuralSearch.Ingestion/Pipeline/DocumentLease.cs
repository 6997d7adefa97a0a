namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>
/// The right to change one document. Disposing gives it to the next who waits; further calls do nothing.
/// </summary>
internal sealed class DocumentLease(DocumentLocks locks, DocumentKey key) : IDisposable
{
    private bool _isReleased;

    public void Dispose()
    {
        if (_isReleased)
            return;
        _isReleased = true;
        locks.Release(key);
    }
}
