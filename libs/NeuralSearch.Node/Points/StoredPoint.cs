namespace NeuralSearch.Node.Points;

/// <summary>A point as the node keeps it: checked, normalised, owned.</summary>
/// <param name="Key">The id.</param>
/// <param name="Payload">The bytes of a <c>qdrant.Struct</c>; empty means no payload.</param>
/// <param name="Vectors">One entry per vector of the collection, in its order; null where the point has none.</param>
internal sealed record StoredPoint(PointKey Key, byte[] Payload, float[]?[] Vectors);
