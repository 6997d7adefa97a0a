using System.Collections.Frozen;

namespace NeuralSearch.Query.Highlighting;

/// <summary>English words that stand in nearly every passage: highlighting them would say nothing.</summary>
internal static class StopWords
{
    private static readonly FrozenSet<string> English = FrozenSet.ToFrozenSet(
        [
            "a", "about", "after", "all", "also", "an", "and", "any", "are", "as", "at", "be", "because", "been",
            "before", "but", "by", "can", "could", "did", "do", "does", "for", "from", "had", "has", "have", "he",
            "her", "him", "his", "how", "i", "if", "in", "into", "is", "it", "its", "me", "my", "no", "not", "of",
            "on", "or", "our", "she", "so", "some", "such", "than", "that", "the", "their", "them", "then", "there",
            "these", "they", "this", "those", "to", "was", "we", "were", "what", "when", "where", "which", "who",
            "whom", "whose", "why", "will", "with", "would", "you", "your",
        ],
        StringComparer.Ordinal);

    /// <summary>Whether a word, lower case and without accents, is one.</summary>
    public static bool Contains(string folded) => English.Contains(folded);
}
