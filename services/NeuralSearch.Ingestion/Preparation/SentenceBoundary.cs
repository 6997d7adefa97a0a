using System.Collections.Frozen;

namespace NeuralSearch.Ingestion.Preparation;

/// <summary>
/// Says whether a sentence ends after a word. The rules are English's with the full stops of Chinese and Japanese, and
/// they rather miss an end than find a false one: a window then cuts a little less nicely, nothing else.
/// </summary>
internal static class SentenceBoundary
{
    private static readonly FrozenSet<string> Abbreviations = FrozenSet.ToFrozenSet(
        [
            "mr", "mrs", "ms", "dr", "prof", "sr", "jr", "st", "mt", "ft", "rev", "hon", "gov", "sen", "rep", "pres",
            "gen", "col", "maj", "capt", "cmdr", "lt", "sgt", "cpl", "pvt", "adm", "messrs", "mme", "mlle",
            "inc", "ltd", "co", "corp", "bros", "assn", "dept", "univ", "est",
            "vs", "etc", "cf", "al", "approx", "ca", "viz", "no", "nos", "vol", "vols", "ch", "sec", "fig", "figs",
            "eq", "eqs", "ref", "refs", "ed", "eds", "pp", "p", "op", "esp", "incl", "orig", "trans",
            "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
            "mon", "tue", "wed", "thu", "fri", "sat", "sun", "ave", "blvd", "rd",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Words that begin a sentence and hardly ever follow an abbreviation: "in the U.S. The film …".</summary>
    private static readonly FrozenSet<string> Starters = FrozenSet.ToFrozenSet(
        [
            "The", "A", "An", "In", "On", "At", "It", "Its", "He", "She", "They", "His", "Her", "Their", "We", "This",
            "That", "These", "There", "When", "While", "After", "Although", "As", "However", "But", "And", "For", "If",
        ],
        StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> AbbreviationSpans =
        Abbreviations.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> StarterSpans =
        Starters.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>
    /// True if a sentence that starts at <paramref name="sentenceStart"/> ends with the word
    /// <c>text[start..end]</c>. Looks at the word, the whitespace after it, and the first letters of the next word.
    /// </summary>
    public static bool IsAfter(ReadOnlySpan<char> text, int sentenceStart, int start, int end)
    {
        ReadOnlySpan<char> word = text[start..end].TrimEnd(ClosingMarks);
        if (word.Length > 0 && IsFullWidthTerminator(word[^1]))
            return true;

        Gap gap = Gap.After(text, end);
        if (gap.IsEndOfText || gap.IsParagraph)
            return true;
        ReadOnlySpan<char> next = text[gap.End..];
        if (gap.LineBreaks > 0 && StartsListItem(next))
            return true;
        if (gap.Length == 0 || word.Length == 0 || word[^1] is not ('.' or '!' or '?' or '…'))
            return false;

        next = next.TrimStart(OpeningMarks);
        if (next.Length > 0 && char.IsLower(next[0]))
            return false;
        if (word[^1] != '.')
            return true;

        ReadOnlySpan<char> stem = word[..^1].TrimStart(OpeningMarks);
        if (start == sentenceStart && stem.Length is 1 or 2 && !stem.ContainsAnyExceptInRange('0', '9'))
            return false; // "1. First of a list"
        return !IsAbbreviation(stem) || StarterSpans.Contains(FirstWord(next));
    }

    public static bool IsFullWidthTerminator(char c) => c is '。' or '！' or '？' or '｡';

    public static bool IsClosingMark(char c) => ClosingMarks.Contains(c);

    private static ReadOnlySpan<char> ClosingMarks => "\"'”’»)]}」』）】";

    private static ReadOnlySpan<char> OpeningMarks => "\"'“‘«([{「『（【";

    private static bool IsAbbreviation(ReadOnlySpan<char> stem) =>
        (stem.Length == 1 && char.IsUpper(stem[0])) // an initial: "John F. Kennedy"
        || AbbreviationSpans.Contains(stem)
        || IsDotted(stem);

    /// <summary>Single letters with dots between them: "U.S", "e.g", "a.m".</summary>
    private static bool IsDotted(ReadOnlySpan<char> stem)
    {
        if (stem.Length < 3 || stem.Length % 2 == 0)
            return false;
        for (int i = 0; i < stem.Length; i++)
        {
            if (i % 2 == 0 ? !char.IsLetter(stem[i]) : stem[i] != '.')
                return false;
        }

        return true;
    }

    private static ReadOnlySpan<char> FirstWord(ReadOnlySpan<char> text)
    {
        const int longestStarter = 16;
        int length = 0;
        while (length < text.Length && length < longestStarter && char.IsLetter(text[length]))
            length++;
        return text[..length];
    }

    private static bool StartsListItem(ReadOnlySpan<char> text)
    {
        if (text[0] is '-' or '*' or '•' or '–' or '#')
            return text.Length > 1 && (char.IsWhiteSpace(text[1]) || text[0] == '#');
        int digits = 0;
        while (digits < text.Length && digits < 3 && char.IsAsciiDigit(text[digits]))
            digits++;
        return digits > 0 && digits < text.Length && text[digits] is '.' or ')'
            && digits + 1 < text.Length && char.IsWhiteSpace(text[digits + 1]);
    }

    /// <summary>The whitespace after a word.</summary>
    private readonly record struct Gap(int Length, int End, int LineBreaks, bool IsEndOfText)
    {
        public bool IsParagraph => LineBreaks > 1 || Length > AtomScanner.MaxGapChars;

        public static Gap After(ReadOnlySpan<char> text, int end)
        {
            int position = end;
            int lineBreaks = 0;
            while (position < text.Length && char.IsWhiteSpace(text[position]))
            {
                // CR LF is one line break; so is U+2029, which parts paragraphs by itself.
                if (text[position] is '\n' || (text[position] is '\r' && text[(position + 1)..] is not ['\n', ..]))
                    lineBreaks++;
                else if (text[position] is '\u2029')
                    lineBreaks += 2;
                position++;
            }

            return new Gap(position - end, position, lineBreaks, position == text.Length);
        }
    }
}
