namespace NeuralSearch.Node.Points;

/// <summary>What a filter sees of a point: its id, its payload bytes and which vectors it has.</summary>
internal readonly ref struct PointView(PointKey key, ReadOnlySpan<byte> payload, ulong vectors, bool isElement = false)
{
    public PointKey Key { get; } = key;

    /// <summary>The bytes of a <c>qdrant.Struct</c>.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>Bit i is set when the point has the collection's i-th vector.</summary>
    public ulong Vectors { get; } = vectors;

    /// <summary>
    /// True inside <c>nested</c>: the view is an element of an array, which has no id and no vectors.
    /// </summary>
    public bool IsElement { get; } = isElement;

    /// <summary>An element of an array seen as if it were a point.</summary>
    public static PointView Element(ReadOnlySpan<byte> payload) => new(default, payload, 0, isElement: true);
}
