using System.Runtime.InteropServices;

namespace NeuralSearch.Index;

/// <summary>Which rows the graph keeps as one node: see "Equal rows" at <see cref="HnswGraph"/>.</summary>
/// <param name="rows">The float32 rows.</param>
/// <param name="dimensions">Components of a row.</param>
/// <param name="tolerance">
/// 0 asks for the same bits. More lets every component differ by as much: rows that codes cannot tell apart.
/// </param>
internal readonly unsafe struct RowEquality(NativeBlocks rows, int dimensions, float tolerance)
{
    public bool AreEqual(uint first, uint second)
    {
        if (tolerance == 0) return HaveSameBits(first, second);
        var x = Row(first);
        var y = Row(second);
        for (var i = 0; i < x.Length; i++)
            if (!(MathF.Abs(x[i] - y[i]) <= tolerance)) return false;
        return true;
    }

    public bool HaveSameBits(uint first, uint second) =>
        MemoryMarshal.AsBytes(Row(first)).SequenceEqual(MemoryMarshal.AsBytes(Row(second)));

    private ReadOnlySpan<float> Row(uint offset) => new(rows[offset], dimensions);
}
