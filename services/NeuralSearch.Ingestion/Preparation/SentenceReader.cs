namespace NeuralSearch.Ingestion.Preparation;

/// <summary>
/// Reads a text as sentences of at most <see cref="ChunkerOptions.MaxTokens"/>. A longer sentence comes in fragments
/// of about one overlap, cut between words, so that windows overlap inside it as well.
/// </summary>
internal sealed class SentenceReader(string text, ITokenCounter counter, ChunkerOptions options)
{
    private readonly int _fragmentTokens = Math.Max(options.OverlapTokens, options.MaxTokens / 8);
    private readonly Queue<Sentence> _ready = [];
    private AtomScanner _scanner = new(text);
    private List<SizedAtom> _atoms = [];
    private int _tokens;
    private bool _isOverlong;

    /// <summary>The next sentence, or null at the end of the text.</summary>
    public Sentence? Read()
    {
        while (_ready.Count == 0 && _scanner.MoveNext())
        {
            Add(_scanner.Current.Start, _scanner.Current.End);
            if (!_scanner.Current.EndsSentence)
                continue;
            Close();
            _isOverlong = false;
        }

        if (_ready.Count == 0 && _atoms.Count > 0)
            Close();
        return _ready.TryDequeue(out Sentence? sentence) ? sentence : null;
    }

    private void Add(int start, int end)
    {
        int tokens = Math.Max(1, counter.Count(text.AsSpan(start, end - start)));
        if (tokens > options.MaxTokens && end - start > 1)
        {
            // Few scripts have so many tokens in so few characters; halves are small enough soon.
            int middle = start + (end - start) / 2;
            if (char.IsLowSurrogate(text[middle]) && char.IsHighSurrogate(text[middle - 1]))
                middle = middle - 1 > start ? middle - 1 : middle + 1;
            if (middle < end)
            {
                Add(start, middle);
                Add(middle, end);
                return;
            }
        }

        if (!_isOverlong && _tokens + tokens > options.MaxTokens)
        {
            _isOverlong = true;
            List<SizedAtom> beginning = _atoms;
            (_atoms, _tokens) = ([], 0);
            foreach (SizedAtom atom in beginning)
                AddToFragment(atom);
        }

        if (_isOverlong)
            AddToFragment(new SizedAtom(start, end, tokens));
        else
            Append(new SizedAtom(start, end, tokens));
    }

    private void AddToFragment(SizedAtom atom)
    {
        if (_tokens + atom.Tokens > _fragmentTokens)
            Close();
        Append(atom);
    }

    private void Append(SizedAtom atom)
    {
        _atoms.Add(atom);
        _tokens += atom.Tokens;
    }

    private void Close()
    {
        if (_atoms.Count == 0)
            return;
        _ready.Enqueue(new Sentence(_atoms));
        (_atoms, _tokens) = ([], 0);
    }
}
