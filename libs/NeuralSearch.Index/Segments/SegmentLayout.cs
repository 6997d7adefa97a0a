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
        CheckCombination(metric, rows, options.Codes);
        return new SegmentLayout(dimensions, metric, options.Codes switch
        {
            _ when metric == Metric.Dot || rows is RowType.UInt8 or RowType.Bits => VectorCodes.Raw,
            VectorCodes.Automatic => dimensions >= HnswOptions.AutomaticU8Dimensions ? VectorCodes.U8 : VectorCodes.Raw,
            var codes => codes,
        }, rows, options);
    }

    /// <summary>Bytes from one row to the next.</summary>
    public nuint RowBytes => RowConversion.Bytes(Rows, Dimensions);

    /// <summary>Rows in memory that has room for them.</summary>
    public StoredRows StoreIn(NativeBlocks blocks) => new(blocks, Rows, Dimensions);

    public bool HasGraph => Metric != Metric.Dot;

    /// <summary>Bytes of memory that a row takes; see <see cref="RowMemory"/>.</summary>
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

    /// <summary>
    /// Whether a query that could be stored as a row is, and then compared as one: it is as exact, and faster.
    /// </summary>
    public bool StoresQueries => Rows is RowType.UInt8 or RowType.Bits;

    private static void CheckCombination(Metric metric, RowType rows, VectorCodes codes)
    {
        if (metric == Metric.Hamming != (rows == RowType.Bits))
        {
            throw new ArgumentException(metric == Metric.Hamming
                ? $"{metric} counts bits that differ: it takes rows of {RowType.Bits}, not {rows}."
                : $"Rows of {rows} take {Metric.Hamming}, not {metric}; as {RowType.UInt8} they take any other metric.",
                nameof(rows));
        }

        const string Option = $"{nameof(HnswOptions)}.{nameof(HnswOptions.Codes)}";
        if (rows is RowType.UInt8 or RowType.Bits && codes is not (VectorCodes.Automatic or VectorCodes.Raw))
        {
            throw new ArgumentException(
                $"{Option} is {codes}; rows of {rows} are as short as codes and are traversed themselves: they take " +
                $"{VectorCodes.Automatic} or {VectorCodes.Raw}.", nameof(codes));
        }

        if (metric == Metric.Manhattan && codes is VectorCodes.Bits4 or VectorCodes.Bits1)
        {
            throw new ArgumentException(
                $"{Option} is {codes}, which estimates Euclidean distances; {metric} takes {VectorCodes.Automatic}, " +
                $"{VectorCodes.Raw} or {VectorCodes.U8}.", nameof(codes));
        }
    }
}
