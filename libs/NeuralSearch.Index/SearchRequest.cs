namespace NeuralSearch.Index;

/// <summary>What a search may look at and how hard it looks. The default value is a search with all defaults.</summary>
/// <remarks>k is not here: it is the length of the span that receives the results.</remarks>
public readonly record struct SearchRequest
{
    /// <summary>
    /// Beam width of the graph traversal; 0 takes <see cref="HnswOptions.Ef"/>. A value below k counts as k. Larger is
    /// slower and finds more. Range 0…<see cref="HnswOptions.MaxEf"/>.
    /// </summary>
    public int Ef { get; init; }

    /// <summary>True compares the query with every row that may match: recall 1, O(n·d).</summary>
    public bool Exact { get; init; }

    /// <summary>
    /// The offsets that may be returned, or null for all. The bitmap is borrowed for the call and must not be changed
    /// during it. Offsets beyond its capacity do not pass.
    /// </summary>
    public PointBitmap? Allowed { get; init; }
}
