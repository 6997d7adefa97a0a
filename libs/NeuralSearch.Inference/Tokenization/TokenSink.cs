namespace NeuralSearch.Inference;

/// <summary>Collects token ids up to a limit; past its span it only counts.</summary>
/// <remarks>
/// A word is always added to its end, even past the limit: only there it turns out whether the whole word is unknown.
/// </remarks>
internal ref struct TokenSink(Span<int> ids, int limit)
{
    private readonly Span<int> _ids = ids;

    /// <summary>Tokens added, stored or not.</summary>
    public int Count { get; private set; }

    /// <summary>True when no further word can change what is kept.</summary>
    public readonly bool IsFull => Count >= limit;

    public void Add(int id)
    {
        if (Count < _ids.Length) _ids[Count] = id;
        Count++;
    }

    public void RollBack(int count) => Count = count;
}
