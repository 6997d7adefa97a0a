namespace NeuralSearch.Index;

/// <summary>What rows take of the memory, before there are any.</summary>
public static class RowMemory
{
    /// <summary>
    /// Estimates the memory that a row takes once it is in the graph: itself, links, codes, sketch, without what pages
    /// add. The table of <see cref="Placement"/> has examples.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    /// <exception cref="ArgumentException">Metric, codes and type of rows do not go together.</exception>
    public static long EstimateBytes(int dimensions, Metric metric, HnswOptions? options = null,
        Placement placement = Placement.Memory, RowType rowType = RowType.Float32) =>
        SegmentLayout.Create(dimensions, metric, rowType, options ?? HnswOptions.Default).BytesOfRow(placement);
}
