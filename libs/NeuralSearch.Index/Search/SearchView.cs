namespace NeuralSearch.Index;

/// <summary>
/// What a search sees of the index: the counts are read in this order, so that every row is either below
/// <see cref="IndexedCount"/> and in the graph, or in the tail that is scanned.
/// </summary>
internal readonly ref struct SearchView
{
    public SearchView(ref uint indexedCount, ref uint count, ref uint deletedCount, LiveSet live)
    {
        IndexedCount = Volatile.Read(ref indexedCount);
        Count = Volatile.Read(ref count);
        HasDeleted = Volatile.Read(ref deletedCount) != 0;
        LiveCount = live.Count;
        Live = live.Words;
    }

    public uint IndexedCount { get; }

    public uint Count { get; }

    public bool HasDeleted { get; }

    public uint LiveCount { get; }

    public ulong[] Live { get; }
}
