using NeuralSearch.Query.Answer;

namespace NeuralSearch.Query.Highlighting;

/// <summary>
/// The words of a query that are worth showing in a passage. Stop words are left out unless the query has nothing else
/// ("to be or not to be"). Immutable.
/// </summary>
internal sealed class QueryWords
{
    private readonly List<string> _asked = [];
    private readonly Dictionary<string, int> _forms = new(StringComparer.Ordinal);

    private QueryWords()
    {
    }

    public static QueryWords Of(string query)
    {
        var ranges = Words.Of(query).ToList();
        var telling = ranges.FindAll(range => !StopWords.Contains(WordForm.Fold(query.AsSpan()[range])));
        var words = new QueryWords();
        foreach (var range in telling.Count > 0 ? telling : ranges)
        {
            if (words._forms.TryAdd(WordForm.Of(query.AsSpan()[range]), words._asked.Count))
                words._asked.Add(query[range]);
        }

        return words;
    }

    public FoundWords FindIn(string passage)
    {
        if (_forms.Count == 0) return new FoundWords([], []);

        var highlights = new List<Highlight>();
        var found = new SortedSet<int>();
        foreach (var range in Words.Of(passage))
        {
            if (!_forms.TryGetValue(WordForm.Of(passage.AsSpan()[range]), out var word)) continue;

            found.Add(word);
            var (start, end) = (range.Start.Value, range.End.Value);
            if (highlights.Count > 0 && passage.AsSpan(highlights[^1].End, start - highlights[^1].End).IsWhiteSpace())
                highlights[^1] = highlights[^1] with { End = end };
            else
                highlights.Add(new Highlight(start, end));
        }

        return new FoundWords(highlights, [.. found.Select(word => _asked[word])]);
    }
}
