namespace NeuralSearch.Index;

/// <summary>Which rows the graph keeps as one node: see "Equal rows" at <see cref="HnswGraph"/>.</summary>
/// <param name="rows">The rows.</param>
/// <param name="tolerance">
/// 0 asks for the same bits. More lets every component differ by as much: rows that codes cannot tell apart.
/// </param>
internal readonly struct RowEquality(StoredRows rows, float tolerance)
{
    private const int ComponentsAtOnce = 256;

    public bool AreEqual(uint first, uint second)
    {
        if (tolerance == 0) return HaveSameBits(first, second);
        Span<float> x = stackalloc float[ComponentsAtOnce];
        Span<float> y = stackalloc float[ComponentsAtOnce];
        for (var start = 0; start < rows.Dimensions; start += ComponentsAtOnce)
        {
            var count = Math.Min(ComponentsAtOnce, rows.Dimensions - start);
            rows.Read(first, start, x[..count]);
            rows.Read(second, start, y[..count]);
            for (var i = 0; i < count; i++)
                if (!(MathF.Abs(x[i] - y[i]) <= tolerance)) return false;
        }

        return true;
    }

    public bool HaveSameBits(uint first, uint second) => rows.HaveSameBits(first, second);
}
