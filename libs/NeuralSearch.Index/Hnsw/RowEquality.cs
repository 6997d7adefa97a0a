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
        var x = new ReadOnlySpan<float>(rows[first], dimensions);
        var y = new ReadOnlySpan<float>(rows[second], dimensions);
        if (tolerance == 0) return MemoryMarshal.AsBytes(x).SequenceEqual(MemoryMarshal.AsBytes(y));
        for (var i = 0; i < x.Length; i++)
            if (!(MathF.Abs(x[i] - y[i]) <= tolerance)) return false;
        return true;
    }
}
