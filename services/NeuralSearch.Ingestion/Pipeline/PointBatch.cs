using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>The points of one upsert.</summary>
internal sealed class PointBatch
{
    public List<PointStruct> Points { get; } = [];

    /// <summary>The documents that the points belong to.</summary>
    public List<DocumentWork> Documents { get; } = [];

    /// <summary>Those of them whose last chunk is in this batch.</summary>
    public List<DocumentWork> Finished { get; } = [];

    public int Bytes { get; private set; }

    public void Add(DocumentWork work, List<PointStruct> points, int bytes, bool isFinished)
    {
        Points.AddRange(points);
        Bytes += bytes;
        Documents.Add(work);
        if (isFinished)
            Finished.Add(work);
    }
}
