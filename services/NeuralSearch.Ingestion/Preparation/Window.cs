namespace NeuralSearch.Ingestion.Preparation;

/// <summary>
/// The sentences of the chunk that is being made: first those carried over from the chunk before, then new ones.
/// </summary>
internal sealed class Window(ChunkerOptions options)
{
    private readonly List<Sentence> _sentences = [];
    private int _carried;

    public int Tokens { get; private set; }

    public bool HasNew => _sentences.Count > _carried;

    public int Start => _sentences[0].Start;

    public int End => _sentences[^1].End;

    private int CarriedTokens => _sentences.Take(_carried).Sum(sentence => sentence.Tokens);

    public bool Fits(Sentence sentence) =>
        _sentences.Count == 0 || (Tokens + sentence.Tokens <= options.MaxTokens && IsNear(sentence));

    /// <summary>True if the sentence fits once the window gives up what it carries over.</summary>
    public bool FitsWithoutCarried(Sentence sentence) =>
        Tokens - CarriedTokens + sentence.Tokens <= options.MaxTokens && IsNear(sentence);

    public void Add(Sentence sentence)
    {
        _sentences.Add(sentence);
        Tokens += sentence.Tokens;
    }

    /// <summary>Drops carried sentences, the oldest first, until the sentence fits or none is left.</summary>
    public void MakeRoomFor(Sentence sentence)
    {
        while (_carried > 0 && !Fits(sentence))
            DropOldestCarried();
    }

    public bool DropOldestCarried()
    {
        if (_carried == 0)
            return false;
        Tokens -= _sentences[0].Tokens;
        _sentences.RemoveAt(0);
        _carried--;
        return true;
    }

    /// <summary>
    /// Takes about so many tokens, at least one atom, from the end of the window and returns them; null if only one
    /// atom is left.
    /// </summary>
    public Sentence? CutEnd(int tokens)
    {
        Sentence last = _sentences[^1];
        int cut = last.Atoms.Count;
        int removed = 0;
        while (cut > 0 && removed < tokens)
            removed += last.Atoms[--cut].Tokens;
        if (cut == 0 && _sentences.Count == 1)
            cut = 1;
        if (cut == last.Atoms.Count)
            return null;

        _sentences.RemoveAt(_sentences.Count - 1);
        Tokens -= last.Tokens;
        if (cut == 0)
            return last;
        (Sentence head, Sentence tail) = last.SplitAt(cut);
        Add(head);
        return tail;
    }

    /// <summary>
    /// Starts the next window with the overlap: the last whole sentences of at most
    /// <see cref="ChunkerOptions.OverlapTokens"/>, or, if the last one alone is longer, its last words.
    /// </summary>
    public void CarryOver()
    {
        int first = _sentences.Count;
        int tokens = 0;
        while (first > 0 && tokens + _sentences[first - 1].Tokens <= options.OverlapTokens)
            tokens += _sentences[--first].Tokens;

        Sentence[] carried = first < _sentences.Count
            ? [.. _sentences.Skip(first)]
            : _sentences[^1].Tail(options.OverlapTokens) is { } tail ? [tail] : [];
        _sentences.Clear();
        _sentences.AddRange(carried);
        _carried = carried.Length;
        Tokens = carried.Sum(sentence => sentence.Tokens);
    }

    private bool IsNear(Sentence sentence) => sentence.Start - End <= AtomScanner.MaxGapChars;
}
