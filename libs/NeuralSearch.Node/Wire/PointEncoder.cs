using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Points;
using NeuralSearch.Node.Query;
using NeuralSearch.Node.Storage;

namespace NeuralSearch.Node.Wire;

/// <summary>Writes points into answers, with the payload and vectors that the request selects.</summary>
internal sealed class PointEncoder(
    CollectionSnapshot snapshot, WithPayloadSelector? withPayload, WithVectorsSelector? withVectors,
    bool payloadByDefault = false)
{
    private readonly PayloadSelector? _payload = PayloadSelector.From(withPayload, payloadByDefault);
    private readonly (bool IsOn, VectorsSelector? Names) _vectors = Read(snapshot.Schema, withVectors);

    public ScoredPoint Scored(ScoredOffset point)
    {
        PointRecord record = snapshot[point.Offset];
        var scored = new ScoredPoint { Id = record.Key.ToPointId(), Score = point.Score, Version = record.Version };
        _payload?.CopyTo(record.Payload, scored.Payload);
        if (_vectors.IsOn) scored.Vectors = VectorCodec.Encode(snapshot, point.Offset, _vectors.Names);
        return scored;
    }

    /// <summary>A point found without a query: score 1, version 0.</summary>
    public ScoredPoint Unscored(uint offset)
    {
        ScoredPoint point = Scored(new ScoredOffset(offset, 1));
        point.Version = 0;
        return point;
    }

    public RetrievedPoint Retrieved(uint offset)
    {
        PointRecord record = snapshot[offset];
        var point = new RetrievedPoint { Id = record.Key.ToPointId() };
        _payload?.CopyTo(record.Payload, point.Payload);
        if (_vectors.IsOn) point.Vectors = VectorCodec.Encode(snapshot, offset, _vectors.Names);
        return point;
    }

    private static (bool IsOn, VectorsSelector? Names) Read(CollectionSchema schema, WithVectorsSelector? selector)
    {
        switch (selector?.SelectorOptionsCase)
        {
            case WithVectorsSelector.SelectorOptionsOneofCase.Enable:
                return (selector.Enable, null);
            case WithVectorsSelector.SelectorOptionsOneofCase.Include:
                foreach (string name in selector.Include.Names) VectorCodec.IndexOf(schema, name);
                return (true, selector.Include);
            default:
                return (false, null);
        }
    }
}
