using System.Globalization;
using System.Text;

namespace NeuralSearch.Inference;

/// <summary>The character classes of Hugging Face's BertNormalizer and BertPreTokenizer.</summary>
/// <remarks>
/// They are wider than the names suggest and must be kept as they are: token ids, and so the vectors, depend on them.
/// Unassigned code points belong to no class here (they stay in their word and make it unknown).
/// </remarks>
internal static class BertCharacters
{
    /// <summary>
    /// True for what the normaliser deletes: control, format (soft hyphen, zero width) and private use.
    /// </summary>
    /// <remarks>U+FFFD stands for broken input (a lone surrogate decodes to it) and is deleted too.</remarks>
    public static bool IsDeleted(Rune rune)
    {
        if (rune.Value is '\t' or '\n' or '\r') return false;
        if (rune.IsAscii) return rune.Value < 0x20 || rune.Value == 0x7F;

        return rune.Value == 0xFFFD || UnicodeEight.Category(rune)
            is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse;
    }

    /// <summary>True for the ideographs that become words of their own.</summary>
    /// <remarks>The gap at U+2B820..U+2B91F is Hugging Face's; Kana and Hangul are not split.</remarks>
    public static bool IsIdeograph(Rune rune) => rune.Value >= 0x3400 && rune.Value
        is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F)
        or (>= 0x2B920 and <= 0x2CEAF) or (>= 0x2F800 and <= 0x2FA1F);

    /// <summary>
    /// True for what is a token by itself: every ASCII symbol (also <c>$ + &lt; = &gt; ^ ` | ~</c>) and P*.
    /// </summary>
    public static bool IsPunctuation(Rune rune)
    {
        if (rune.IsAscii)
            return rune.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126);

        return UnicodeEight.Category(rune)
            is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation
            or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation
            or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation
            or UnicodeCategory.OtherPunctuation;
    }

    /// <summary>True for a mark that the normaliser strips after canonical decomposition ("é" becomes "e").</summary>
    public static bool IsAccent(Rune rune) =>
        !rune.IsAscii && UnicodeEight.Category(rune) == UnicodeCategory.NonSpacingMark;
}
