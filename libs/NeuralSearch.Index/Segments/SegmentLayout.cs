namespace NeuralSearch.Index;

/// <summary>What all segments of an index have in common.</summary>
/// <param name="Dimensions">Components of a row.</param>
/// <param name="Metric">The distance.</param>
/// <param name="Codes">What graphs are built and traversed on; never <see cref="VectorCodes.Automatic"/>.</param>
/// <param name="Options">Parameters of the graphs.</param>
internal sealed record SegmentLayout(int Dimensions, Metric Metric, VectorCodes Codes, HnswOptions Options)
{
    /// <summary>Checks the parameters of an index and decides what is left to it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public static SegmentLayout Create(int dimensions, Metric metric, HnswOptions options)
    {
        if (dimensions is < 1 or > VectorIndex.MaxDimensions)
        {
            throw new ArgumentOutOfRangeException(nameof(dimensions), dimensions,
                $"A row has 1…{VectorIndex.MaxDimensions} components.");
        }

        if (!Enum.IsDefined(metric))
            throw new ArgumentOutOfRangeException(nameof(metric), metric, "Not a metric of the engine.");

        options.Validate();
        return new SegmentLayout(dimensions, metric, options.Codes switch
        {
            _ when metric == Metric.Dot => VectorCodes.Raw,
            VectorCodes.Automatic => dimensions >= HnswOptions.AutomaticU8Dimensions ? VectorCodes.U8 : VectorCodes.Raw,
            var codes => codes,
        }, options);
    }

    /// <summary>Bytes of a float32 row, up to the next cache line.</summary>
    public nuint RowBytes => ((nuint)Dimensions * sizeof(float) + 63) & ~(nuint)63;

    public bool HasGraph => Metric != Metric.Dot;

    /// <summary>Bytes of memory that a row takes; see <see cref="VectorIndex.EstimateRowBytes"/>.</summary>
    public long BytesOfRow(Placement placement)
    {
        var bytes = placement == Placement.Memory ? (long)RowBytes : 0;
        if (!HasGraph) return bytes;
        bytes += HnswGraph.BytesOfNode(Options.M);
        if (Codes != VectorCodes.Raw && placement != Placement.MappedCodes) bytes += (long)CodeRow.Bytes(Dimensions);
        return bytes + Codes switch
        {
            VectorCodes.Bits1 => BitSketch.RowBytes(Dimensions),
            VectorCodes.Bits4 => NibbleSketch.RowBytes(Dimensions),
            _ => 0,
        };
    }
}
