namespace NeuralSearch.Index;

/// <summary>
/// What a search sees of a segment: the counts are read in this order, so that every row is either below
/// <see cref="IndexedCount"/> and in the graph, or in the tail that is scanned.
/// </summary>
internal readonly ref struct SearchView
{
    public SearchView(ref uint indexedCount, ref uint count, ref uint deletedCount)
    {
        IndexedCount = Volatile.Read(ref indexedCount);
        Count = Volatile.Read(ref count);
        HasDeleted = Volatile.Read(ref deletedCount) != 0;
    }

    public uint IndexedCount { get; }

    public uint Count { get; }

    public bool HasDeleted { get; }
}
