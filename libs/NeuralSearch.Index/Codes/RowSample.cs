namespace NeuralSearch.Index;

/// <summary>
/// A sample of the live rows to train a quantiser on: evenly spaced offsets, so equal input gives equal codes.
/// </summary>
internal static class RowSample
{
    private const int MaxRows = 4096;
    private const int MinRows = 64;

    /// <summary>
    /// Components in a sample, unless that were fewer than <see cref="MinRows"/> rows: 4 MB, and 1365 rows of 768. The
    /// range and the means of that many are those of all rows to a percent or two.
    /// </summary>
    private const int TargetComponents = 1 << 20;

    /// <summary>Copies the sample, float32[n, dimensions], n ≥ 1.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="always">A published live row that is in every sample.</param>
    /// <param name="count">Rows that are published.</param>
    /// <param name="live">Which of them are live; others may hold anything.</param>
    public static float[] Take(StoredRows rows, uint always, uint count, in MatchFilter live)
    {
        var dimensions = rows.Dimensions;
        var wanted = (uint)Math.Clamp(TargetComponents / dimensions, MinRows, MaxRows);
        var offsets = new List<uint>((int)wanted + 1) { always };
        for (var i = 0u; i < Math.Min(wanted, count); i++)
        {
            var offset = count <= wanted ? i : (uint)((ulong)i * count / wanted);
            if (offset != always && live.Passes(offset)) offsets.Add(offset);
        }

        var sample = new float[offsets.Count * dimensions];
        for (var i = 0; i < offsets.Count; i++) rows.Read(offsets[i], 0, sample.AsSpan(i * dimensions, dimensions));

        return sample;
    }
}
