namespace NeuralSearch.Index;

/// <summary>What all segments of an index have in common.</summary>
/// <param name="Dimensions">Components of a row.</param>
/// <param name="Metric">The distance.</param>
/// <param name="Codes">What graphs are built and traversed on; never <see cref="VectorCodes.Automatic"/>.</param>
/// <param name="Rows">How rows are stored.</param>
/// <param name="Options">Parameters of the graphs.</param>
internal sealed record SegmentLayout(
    int Dimensions, Metric Metric, VectorCodes Codes, RowType Rows, HnswOptions Options)
{
    /// <summary>Checks the parameters of an index and decides what is left to it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    /// <exception cref="ArgumentException">Two of them do not go together.</exception>
    public static SegmentLayout Create(int dimensions, Metric metric, RowType rows, HnswOptions options)
    {
        if (dimensions is < 1 or > VectorIndex.MaxDimensions)
        {
            throw new ArgumentOutOfRangeException(nameof(dimensions), dimensions,
                $"A row has 1…{VectorIndex.MaxDimensions} components.");
        }

        if (!Enum.IsDefined(metric))
            throw new ArgumentOutOfRangeException(nameof(metric), metric, "Not a metric of the engine.");

        if (!Enum.IsDefined(rows)) throw new ArgumentOutOfRangeException(nameof(rows), rows, "Not a type of rows.");

        options.Validate();
        CheckCodes(metric, options);
        return new SegmentLayout(dimensions, metric, options.Codes switch
        {
            _ when metric == Metric.Dot => VectorCodes.Raw,
            VectorCodes.Automatic => dimensions >= HnswOptions.AutomaticU8Dimensions ? VectorCodes.U8 : VectorCodes.Raw,
            var codes => codes,
        }, rows, options);
    }

    /// <summary>Bytes from one row to the next.</summary>
    public nuint RowBytes => RowConversion.Bytes(Rows, Dimensions);

    /// <summary>Rows in memory that has room for them.</summary>
    public StoredRows StoreIn(NativeBlocks blocks) => new(blocks, Rows, Dimensions);

    public bool HasGraph => Metric != Metric.Dot;

    private static void CheckCodes(Metric metric, HnswOptions options)
    {
        if (metric == Metric.Manhattan && options.Codes is VectorCodes.Bits4 or VectorCodes.Bits1)
        {
            throw new ArgumentException(
                $"{nameof(HnswOptions)}.{nameof(HnswOptions.Codes)} is {options.Codes}, which estimates Euclidean " +
                $"distances; {metric} takes {VectorCodes.Automatic}, {VectorCodes.Raw} or {VectorCodes.U8}.",
                nameof(options));
        }
    }
}
