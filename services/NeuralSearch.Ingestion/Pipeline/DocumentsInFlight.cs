using NeuralSearch.Ingestion.Sources;

namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>
/// The documents of one run between reading and commit, with what they hold: bytes of the budget, and the lease of the
/// document. However the run ends, all of it is given back. Thread-safe.
/// </summary>
internal sealed class DocumentsInFlight(string collection, ByteBudget budget, DocumentLocks locks) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<DocumentWork> _documents = [];

    /// <summary>Waits until there is room for the document.</summary>
    public async ValueTask<DocumentWork> AdmitAsync(
        SourceDocument document, string? file, CancellationToken cancellationToken)
    {
        DocumentWork work = new(document, file, await budget.AcquireAsync(document.SizeBytes, cancellationToken));
        lock (_lock)
            _documents.Add(work);
        return work;
    }

    /// <summary>Takes the document's lease if it is free.</summary>
    public bool TryLease(DocumentWork work)
    {
        work.Lease = locks.TryAcquire(new DocumentKey(collection, work.Document.Id));
        return work.Lease is not null;
    }

    /// <summary>Waits for the document's lease.</summary>
    public async Task LeaseAsync(DocumentWork work, CancellationToken cancellationToken) =>
        work.Lease = await locks.AcquireAsync(new DocumentKey(collection, work.Document.Id), cancellationToken);

    /// <summary>Gives back what the document holds: it is stored, unchanged, or given up.</summary>
    public void Release(DocumentWork work)
    {
        lock (_lock)
        {
            if (!_documents.Remove(work))
                return;
        }

        work.Lease?.Dispose();
        budget.Release(work.AdmittedBytes);
    }

    public void Dispose()
    {
        DocumentWork[] rest;
        lock (_lock)
            rest = [.. _documents];
        foreach (DocumentWork work in rest)
            Release(work);
    }
}
