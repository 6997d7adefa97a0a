using NeuralSearch.Index;

namespace NeuralSearch.Evals.Ann.Data;

/// <summary>What each query may return: some bitmaps, and for every query which of them is its own.</summary>
internal sealed record QueryFilters(IReadOnlyList<PointBitmap> Bitmaps, IReadOnlyList<int> Numbers)
{
    /// <summary>One bitmap for all queries.</summary>
    public static QueryFilters Same(PointBitmap bitmap, int queries) => new([bitmap], new int[queries]);

    public PointBitmap Of(int query) => Bitmaps[Numbers[query]];
}
