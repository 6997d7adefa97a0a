using System.Buffers;
using System.Globalization;
using System.Text;

namespace NeuralSearch.Query.Highlighting;

/// <summary>
/// The form under which two spellings of a word are the same: lower case, without accents, and, for words of the
/// letters a to z, without the commonest English endings:
/// <list type="number">
/// <item>'s goes;</item>
/// <item>
/// -sses → -ss, -ies → -i (from 5 letters), -es after x, z, ch, sh goes, another -s goes unless after s, u or i;
/// </item>
/// <item>
/// -ing and -ed go if 3 letters or more with a vowel stay, and a doubled consonant before them (not l, s, z) is single;
/// </item>
/// <item>a last -e goes, a last -y after a consonant becomes -i (both from 4 letters).</item>
/// </list>
/// A few words fall together (hop, hope). Enough that "Vikings", "sailing" and "cities" light up for "viking", "sail"
/// and "city"; it ranks nothing.
/// </summary>
internal static class WordForm
{
    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz'");
    private static readonly SearchValues<char> Vowels = SearchValues.Create("aeiouy");

    public static string Of(ReadOnlySpan<char> word)
    {
        var folded = Fold(word);
        return folded.Length > 3 && IsAsciiWord(folded) ? WithoutEnding(folded) : folded;
    }

    /// <summary>Lower case without accents.</summary>
    public static string Fold(ReadOnlySpan<char> word)
    {
        if (Ascii.IsValid(word)) return word.ToString().ToLowerInvariant();

        var folded = new StringBuilder(word.Length);
        foreach (var rune in word.ToString().Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark) continue;
            folded.Append(rune.Value == '\u2019' ? "'" : Rune.ToLowerInvariant(rune).ToString());
        }

        return folded.ToString();
    }

    private static string WithoutEnding(string word)
    {
        word = WithoutPlural(Cut(word, "'s"));
        foreach (var ending in (ReadOnlySpan<string>)["ing", "ed"])
        {
            if (!word.EndsWith(ending, StringComparison.Ordinal)) continue;
            var stem = word[..^ending.Length];
            if (stem.Length >= 3 && stem.AsSpan().ContainsAny(Vowels)) word = Single(stem);
            break;
        }

        if (word.Length < 4) return word;
        return word[^1] switch
        {
            'e' => word[..^1],
            'y' when !IsVowel(word[^2]) => word[..^1] + "i",
            _ => word,
        };
    }

    private static string WithoutPlural(string word)
    {
        if (word.EndsWith("sses", StringComparison.Ordinal)) return word[..^2];
        if (word.EndsWith("ies", StringComparison.Ordinal)) return word.Length > 4 ? word[..^2] : word;
        foreach (var ending in (ReadOnlySpan<string>)["xes", "zes", "ches", "shes"])
            if (word.EndsWith(ending, StringComparison.Ordinal)) return word[..^2];

        return word.Length > 3 && word[^1] == 's' && word[^2] is not ('s' or 'u' or 'i') ? word[..^1] : word;
    }

    private static string Single(string stem) =>
        stem[^1] == stem[^2] && !IsVowel(stem[^1]) && stem[^1] is not ('l' or 's' or 'z') ? stem[..^1] : stem;

    private static string Cut(string word, string ending) =>
        word.EndsWith(ending, StringComparison.Ordinal) ? word[..^ending.Length] : word;

    private static bool IsVowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u';

    private static bool IsAsciiWord(string word) => !word.AsSpan().ContainsAnyExcept(Letters);
}
