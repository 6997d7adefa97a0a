namespace NeuralSearch.Index;

/// <summary>
/// How far apart two rows are. The engine's distance is smaller for closer rows, whatever the metric.
/// </summary>
public enum Metric
{
    /// <summary>
    /// distance = −(x·y), in [−1, 1] for rows of unit length (<see cref="VectorMath.Normalize"/>); the cosine
    /// similarity is exactly −distance. Zero rows are allowed: they have distance 0 to everything. Rows of
    /// <see cref="RowType.UInt8"/> cannot have unit length: their distance is −(x·y) / ‖y‖ to a query x that has.
    /// </summary>
    Cosine,

    /// <summary>
    /// distance = −(x·y) of rows of any length; the inner product is exactly −distance. Inner products of unnormalised
    /// rows do not order neighbourhoods as a graph needs, so this metric is always searched exactly.
    /// </summary>
    Dot,

    /// <summary>distance = ‖x−y‖², the squared Euclidean distance; no root is taken.</summary>
    Euclid,

    /// <summary>distance = Σ|xᵢ−yᵢ|, the L1 distance.</summary>
    Manhattan,

    /// <summary>
    /// distance = how many components differ, of rows of zeros and ones: <see cref="RowType.Bits"/> only.
    /// </summary>
    Hamming,
}
