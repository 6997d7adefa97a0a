namespace NeuralSearch.Index;

/// <summary>
/// The scratches of one index. Renting and returning take no lock; when more searches run than there are places, the
/// surplus scratches are left to the garbage collector.
/// </summary>
internal sealed class ScratchPool
{
    private readonly SearchScratch?[] _places = new SearchScratch?[2 * Environment.ProcessorCount];

    public SearchScratch Rent()
    {
        foreach (ref var place in _places.AsSpan())
        {
            if (place is not null && Interlocked.Exchange(ref place, null) is { } scratch)
            {
                scratch.Reset();
                return scratch;
            }
        }

        return new SearchScratch();
    }

    public void Return(SearchScratch scratch)
    {
        foreach (ref var place in _places.AsSpan())
            if (place is null && Interlocked.CompareExchange(ref place, scratch, null) is null) return;
    }
}
