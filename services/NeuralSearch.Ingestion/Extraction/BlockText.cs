using System.Buffers;
using System.Text;

namespace NeuralSearch.Ingestion.Extraction;

/// <summary>
/// Builds the text of a document with markup: whitespace within a line becomes one space, breaks that are asked for
/// several times are made once and never at the ends. Not thread-safe.
/// </summary>
internal sealed class BlockText
{
    private static readonly SearchValues<char> Spaces = SearchValues.Create(" \t\r\n\f\u00A0");

    private readonly StringBuilder _text = new();
    private int _breaks;
    private bool _hasSpace;
    private bool _isAfterMarker;

    public bool IsEmpty => _text.Length == 0;

    /// <summary>What follows is in a line of its own.</summary>
    public void Line() => Break(1);

    /// <summary>What follows is in a paragraph of its own.</summary>
    public void Paragraph() => Break(2);

    /// <summary>Begins the line of a list item; what the item begins with stands in the same line.</summary>
    public void Marker(string marker)
    {
        Line();
        Append(marker);
        (_hasSpace, _isAfterMarker) = (true, true);
    }

    /// <summary>What follows is the next cell of a row of a table, unless it is the first.</summary>
    public void Cell()
    {
        if (_text.Length > 0 && _breaks == 0)
            Inline(" | ");
    }

    /// <summary>Running text.</summary>
    public void Inline(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            int start = text.IndexOfAnyExcept(Spaces);
            if (start != 0)
                _hasSpace = true;
            if (start < 0)
                return;
            text = text[start..];
            int end = text.IndexOfAny(Spaces);
            ReadOnlySpan<char> word = end < 0 ? text : text[..end];
            Append(word);
            text = text[word.Length..];
        }
    }

    /// <summary>Text whose spaces and line breaks are meant; may come in pieces.</summary>
    public void Verbatim(ReadOnlySpan<char> text)
    {
        bool isFirst = _text.Length == 0 || _breaks > 0;
        if (isFirst)
            text = text.TrimStart("\r\n");
        if (!text.IsEmpty && !(isFirst && text.IsWhiteSpace()))
            Append(text);
    }

    public override string ToString()
    {
        TrimEnd();
        return _text.ToString();
    }

    private void Break(int breaks)
    {
        if (!_isAfterMarker)
            _breaks = Math.Max(_breaks, breaks);
    }

    private void Append(ReadOnlySpan<char> text)
    {
        if (_breaks > 0)
        {
            TrimEnd();
            _text.Append('\n', _text.Length > 0 ? _breaks : 0);
        }
        else if (_hasSpace && _text.Length > 0)
        {
            _text.Append(' ');
        }

        (_breaks, _hasSpace, _isAfterMarker) = (0, false, false);
        _text.Append(text);
    }

    private void TrimEnd()
    {
        while (_text.Length > 0 && char.IsWhiteSpace(_text[^1]))
            _text.Length--;
    }
}
