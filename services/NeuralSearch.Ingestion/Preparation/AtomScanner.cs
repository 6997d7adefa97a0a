namespace NeuralSearch.Ingestion.Preparation;

/// <summary>
/// Walks through a text atom by atom, in linear time and without allocating: words parted by whitespace, ideographs
/// one by one (there is no whitespace between them), words beyond <see cref="MaxAtomChars"/> in parts.
/// </summary>
/// <remarks>
/// Atoms are at most <see cref="MaxAtomChars"/> code units long and stand at most <see cref="MaxGapChars"/> of
/// whitespace apart within a sentence, so that a window of n tokens has a bounded length in characters too.
/// </remarks>
internal struct AtomScanner(string text)
{
    /// <summary>Longest atom. Longer words are no words of a language but data: URLs, encodings, keys.</summary>
    public const int MaxAtomChars = 64;

    /// <summary>Whitespace beyond this parts sentences, whatever stands around it.</summary>
    public const int MaxGapChars = 64;

    private readonly string _text = text;
    private int _position;
    private int _sentenceStart = -1;

    public Atom Current { get; private set; }

    public bool MoveNext()
    {
        int start = _position;
        while (start < _text.Length && char.IsWhiteSpace(_text[start]))
            start++;
        if (start == _text.Length)
        {
            _position = start;
            return false;
        }

        if (_sentenceStart < 0)
            _sentenceStart = start;
        int end = EndOfAtom(start);
        bool endsSentence = SentenceBoundary.IsAfter(_text, _sentenceStart, start, end);
        if (endsSentence)
            _sentenceStart = -1;
        Current = new Atom(start, end, endsSentence);
        _position = end;
        return true;
    }

    private readonly int EndOfAtom(int start)
    {
        int limit = Math.Min(_text.Length, start + MaxAtomChars);
        if (IsIdeograph(_text[start]))
            return AfterClosingMarks(start + 1, limit);

        int end = start + 1;
        while (end < limit && !char.IsWhiteSpace(_text[end]) && !IsIdeograph(_text[end]))
        {
            if (SentenceBoundary.IsFullWidthTerminator(_text[end]))
                return AfterClosingMarks(end + 1, limit);
            end++;
        }

        bool isCut = end == limit && end < _text.Length && !char.IsWhiteSpace(_text[end]);
        if (!isCut)
            return end;
        // A part of an over-long word ends behind a punctuation mark if one stands in its second half: tokenizers
        // cut there as well. Otherwise anywhere but inside a surrogate pair.
        for (int cut = end; cut > start + MaxAtomChars / 2; cut--)
        {
            if (char.IsPunctuation(_text[cut - 1]))
                return cut;
        }

        return char.IsLowSurrogate(_text[end]) && char.IsHighSurrogate(_text[end - 1]) ? end - 1 : end;
    }

    /// <summary>Full stops and closing brackets stay with the ideograph before them.</summary>
    private readonly int AfterClosingMarks(int end, int limit)
    {
        while (end < limit
            && (SentenceBoundary.IsFullWidthTerminator(_text[end]) || SentenceBoundary.IsClosingMark(_text[end])))
        {
            end++;
        }

        return end;
    }

    /// <summary>The scripts that are written without spaces: CJK ideographs, hiragana and katakana.</summary>
    private static bool IsIdeograph(char c) => c is (>= '\u3040' and <= '\u30FF')
        or (>= '\u3400' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF');
}
