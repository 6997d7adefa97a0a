using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>
/// Groups points into upserts. A document's points stay together, so that it becomes visible at once; only one that is
/// larger than a batch is written in parts. Not thread-safe.
/// </summary>
internal sealed class PointBatcher(int maxPoints, int maxBytes)
{
    private readonly Queue<PointBatch> _full = [];
    private PointBatch _open = new();
    private List<PointStruct> _documentPoints = [];
    private int _documentBytes;

    /// <summary>Adds the next point of the current document.</summary>
    public void Add(DocumentWork work, PointStruct point, bool isLast)
    {
        int bytes = point.CalculateSize();
        if (_documentPoints.Count >= maxPoints || _documentBytes + bytes > maxBytes)
            CloseDocumentPart(work, isFinished: false);
        _documentPoints.Add(point);
        _documentBytes += bytes;
        if (isLast)
            CloseDocumentPart(work, isFinished: true);
    }

    /// <summary>The next batch that has reached its size.</summary>
    public PointBatch? TakeFull() => _full.TryDequeue(out PointBatch? batch) ? batch : null;

    /// <summary>Whatever whole documents there are, or null.</summary>
    public PointBatch? TakeOpen()
    {
        if (_open.Points.Count == 0)
            return null;
        PointBatch batch = _open;
        _open = new PointBatch();
        return batch;
    }

    private void CloseDocumentPart(DocumentWork work, bool isFinished)
    {
        if (_documentPoints.Count == 0)
            return;
        bool fits = _open.Points.Count + _documentPoints.Count <= maxPoints && _open.Bytes + _documentBytes <= maxBytes;
        if (!fits && TakeOpen() is { } full)
            _full.Enqueue(full);
        _open.Add(work, _documentPoints, _documentBytes, isFinished);
        (_documentPoints, _documentBytes) = ([], 0);
        // A part of a document does not wait for others: what it holds of the budget may be what they wait for.
        if ((!isFinished || _open.Points.Count >= maxPoints) && TakeOpen() is { } part)
            _full.Enqueue(part);
    }
}
