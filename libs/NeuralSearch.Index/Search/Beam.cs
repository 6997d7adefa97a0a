namespace NeuralSearch.Index;

/// <summary>How wide a search looks and what it may return, for the traversals on codes of any kind.</summary>
internal readonly ref struct Beam(
    in MatchFilter filter, in SearchView view, bool isFiltered, uint matches, in FilteredBeam width)
{
    private readonly MatchFilter _filter = filter;
    private readonly uint _count = view.Count;
    private readonly uint _matches = matches;
    private readonly FilteredBeam _width = width;

    /// <summary>Whether some nodes may not be returned.</summary>
    public bool IsSelective { get; } = isFiltered || view.HasDeleted;

    /// <summary>Descends from the entry point and traverses layer 0.</summary>
    /// <param name="traversal">Over the rows that the query is compared with.</param>
    /// <param name="query">As the distance takes it.</param>
    /// <param name="entry">The graph's entry point.</param>
    /// <param name="top">Its layer.</param>
    /// <param name="limit">There are no such rows from this offset on.</param>
    /// <param name="scratch">Rented for this search.</param>
    /// <param name="nearest">Keys of what was found, nearest first; in the scratch.</param>
    /// <returns>False if the budget was spent before the end.</returns>
    public unsafe bool Walk<TDistance>(HnswSearch<TDistance> traversal, byte* query, uint entry, int top, uint limit,
        SearchScratch scratch, out ReadOnlySpan<ulong> nearest) where TDistance : struct, IDistance
    {
        var start = traversal.Descend(query, entry, top, 0, limit, scratch);
        if (!IsSelective)
        {
            traversal.Traverse(query, start, 0, _width.Ef, _count, limit, scratch);
            nearest = scratch.Pool.Keys;
            return true;
        }

        scratch.Found.Begin(_width.Ef, _matches);
        var isComplete = traversal.TraverseFiltered(query, start, _filter, _count, limit, _width, scratch.Found,
            scratch);
        nearest = scratch.Found.Sort();
        return isComplete;
    }
}
