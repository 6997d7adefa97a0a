namespace NeuralSearch.Index;

/// <summary>Algorithm 4 (SELECT-NEIGHBORS-HEURISTIC), arXiv:1603.09320, without its two optional extensions.</summary>
internal static unsafe class HnswSelect
{
    /// <summary>
    /// Chooses up to <paramref name="max"/> neighbours from candidates sorted nearest first. A candidate is taken if it
    /// is nearer to the base than to every neighbour taken before, so links point in different directions instead of
    /// all into the nearest cluster. Fewer than <paramref name="max"/> candidates are all taken.
    /// </summary>
    /// <returns>How many were written to <paramref name="selected"/>, nearest first.</returns>
    public static int Run<TDistance>(NativeBlocks rows, nuint dimensions, ReadOnlySpan<ulong> candidates, int max,
        Span<uint> selected) where TDistance : struct, IDistance
    {
        var count = 0;
        foreach (var key in candidates)
        {
            if (count == max) break;
            var offset = DistanceKey.Offset(key);
            if (candidates.Length < max || IsDiverse<TDistance>(rows, dimensions, key, selected[..count]))
                selected[count++] = offset;
        }

        return count;
    }

    private static bool IsDiverse<TDistance>(NativeBlocks rows, nuint dimensions, ulong key,
        ReadOnlySpan<uint> selected) where TDistance : struct, IDistance
    {
        var row = rows[DistanceKey.Offset(key)];
        var toBase = DistanceKey.Order(key);
        foreach (var neighbor in selected)
        {
            var between = TDistance.Evaluate(row, rows[neighbor], dimensions);
            if (DistanceKey.Order(DistanceKey.Create(between, 0)) < toBase) return false;
        }

        return true;
    }
}
