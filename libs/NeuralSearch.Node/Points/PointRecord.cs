namespace NeuralSearch.Node.Points;

/// <summary>What the table keeps of a version of a point; its vectors lie in the indexes at the same offset.</summary>
/// <param name="Key">The id.</param>
/// <param name="Payload">The bytes of a <c>qdrant.Struct</c>.</param>
/// <param name="Vectors">Bit i is set when the point has the collection's i-th vector.</param>
/// <param name="Version">The number of the operation that wrote it.</param>
internal sealed record PointRecord(PointKey Key, byte[] Payload, ulong Vectors, ulong Version)
{
    public PointView View => new(Key, Payload, Vectors);
}
