namespace NeuralSearch.Index;

/// <summary>
/// Finds rows by way of the graph. It is apart from <see cref="MetricSearcher"/> because graphs differ in what they are
/// traversed on, while scans are always on the rows.
/// </summary>
internal abstract unsafe class GraphSearcher
{
    /// <summary>Bytes of native memory that are not the index's own arena's.</summary>
    public virtual long NativeBytes => 0;

    /// <summary>Puts a published row into the graph. One indexer at a time, ascending offsets.</summary>
    /// <param name="offset">The row.</param>
    /// <param name="count">Rows that are published.</param>
    /// <param name="live">Which of them are live.</param>
    public abstract void Insert(uint offset, uint count, LiveSet live);

    /// <summary>
    /// Begins the scratch's results and fills them with what passes and is nearest by exact distance, at least
    /// <paramref name="k"/> if the beam found as many. What it offers is marked as visited.
    /// </summary>
    /// <returns>False if the budget was spent before the end.</returns>
    public abstract bool Search(float* query, in MatchFilter filter, in SearchView view, bool isFiltered, uint matches,
        int ef, int k, long budget, SearchScratch scratch);

    /// <summary>Gives back the memory of its own as soon as the last search has left.</summary>
    public virtual void Retire()
    {
    }
}
