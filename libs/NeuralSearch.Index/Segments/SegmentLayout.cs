namespace NeuralSearch.Index;

/// <summary>What all segments of an index have in common.</summary>
/// <param name="Dimensions">Components of a row.</param>
/// <param name="Metric">The distance.</param>
/// <param name="Codes">What graphs are built and traversed on; never <see cref="VectorCodes.Automatic"/>.</param>
/// <param name="Options">Parameters of the graphs.</param>
internal sealed record SegmentLayout(int Dimensions, Metric Metric, VectorCodes Codes, HnswOptions Options)
{
    /// <summary>Bytes of a float32 row, up to the next cache line.</summary>
    public nuint RowBytes => ((nuint)Dimensions * sizeof(float) + 63) & ~(nuint)63;

    public bool HasGraph => Metric != Metric.Dot;
}
