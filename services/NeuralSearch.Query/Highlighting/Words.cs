using System.Buffers;
using System.Globalization;
using System.Text;

namespace NeuralSearch.Query.Highlighting;

/// <summary>
/// The words of a text: runs of letters, digits and the marks on them; an apostrophe between two letters belongs to
/// the word. Lone surrogates are no letters and part words.
/// </summary>
internal static class Words
{
    /// <summary>The words of a text as UTF-16 ranges, in order; no range splits a surrogate pair.</summary>
    public static IEnumerable<Range> Of(string text)
    {
        var start = -1;
        for (var i = 0; i < text.Length;)
        {
            var (inside, length) = Classify(text, i, started: start >= 0);
            if (inside && start < 0) start = i;
            if (!inside && start >= 0)
            {
                yield return start..i;
                start = -1;
            }

            i += length;
        }

        if (start >= 0) yield return start..text.Length;
    }

    private static (bool Inside, int Length) Classify(string text, int i, bool started)
    {
        if (Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length) != OperationStatus.Done)
            return (false, 1);
        if (Rune.IsLetterOrDigit(rune)) return (true, length);
        if (!started) return (false, length);

        var isMark = Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
        return (isMark || (rune.Value is '\'' or '\u2019' && IsBetweenLetters(text, i)), length);
    }

    private static bool IsBetweenLetters(string text, int i) =>
        i > 0 && char.IsLetter(text[i - 1]) && i + 1 < text.Length && char.IsLetter(text[i + 1]);
}
