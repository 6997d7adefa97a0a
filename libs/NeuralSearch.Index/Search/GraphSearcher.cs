namespace NeuralSearch.Index;

/// <summary>
/// Finds rows by way of the graph. It is apart from <see cref="MetricSearcher"/> because graphs differ in what they are
/// traversed on, while scans are always on the rows.
/// </summary>
internal abstract unsafe class GraphSearcher
{
    /// <summary>Bytes of native memory that are not the index's own arena's.</summary>
    public virtual long NativeBytes => 0;

    /// <inheritdoc cref="MetricSearcher.UsedBytes"/>
    public virtual long UsedBytes => 0;

    /// <summary>Puts a published row into the graph. One indexer at a time.</summary>
    /// <param name="row">The row. Either rows come in ascending order, or <see cref="EncodeNext"/> was at all of them.</param>
    /// <param name="level">Its highest layer.</param>
    /// <param name="count">Rows that are published.</param>
    /// <param name="live">Which of them are live.</param>
    public abstract void Insert(uint row, int level, uint count, in MatchFilter live);

    /// <summary>Chooses the links of a node anew among candidates, as an insertion does.</summary>
    public abstract void Relink(uint node, int layer, List<uint> candidates);

    /// <summary>Links the nodes that a node links to back to it, as an insertion does.</summary>
    public abstract void LinkBack(uint node, int layer);

    /// <summary>
    /// Prepares one more of <paramref name="count"/> published rows for the graph, so that they may be inserted and
    /// linked in any order; false when all are.
    /// </summary>
    public virtual bool EncodeNext(uint count, in MatchFilter live) => false;

    /// <summary>
    /// Begins the scratch's results and fills them with what passes and is nearest by exact distance, at least
    /// k if the beam found as many. What it offers is marked as visited.
    /// </summary>
    /// <returns>False if the budget was spent before the end.</returns>
    public abstract bool Search(in QueryRow query, in MatchFilter filter, in SearchView view, bool isFiltered, uint matches,
        in FilteredBeam beam, SearchScratch scratch);

    /// <summary>
    /// Offers the passing rows that are nearest by code, ranked exactly, to the scratch's results.
    /// </summary>
    /// <returns>The rows below this were looked at; the others have no codes, all of them without codes.</returns>
    public virtual uint ScanCodes(float* query, in MatchFilter filter, in SearchView view, uint matches, int ef, int k,
        SearchScratch scratch) => 0;

    /// <summary>The codes in use, kept until they are released; null while there are none.</summary>
    public virtual CodeArrays? AcquireCodes(out DriftWatch.State drift)
    {
        drift = default;
        return null;
    }

    /// <summary>
    /// Takes over codes that are mapped, or are read into the arrays that it returns. Before anybody else sees the
    /// segment, whose memory the mapped ones are.
    /// </summary>
    /// <param name="parameters">What they were made with.</param>
    /// <param name="count">Rows that have them.</param>
    /// <param name="mapped">The codes of a byte, if they are mapped.</param>
    public virtual CodeArrays RestoreCodes(CodeParameters parameters, uint count, MappedRecords mapped) =>
        throw new NotSupportedException("This graph is traversed on the rows.");

    /// <summary>Gives back the memory of its own as soon as the last search has left.</summary>
    public virtual void Retire()
    {
    }
}
