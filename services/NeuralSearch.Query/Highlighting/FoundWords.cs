using NeuralSearch.Query.Answer;

namespace NeuralSearch.Query.Highlighting;

/// <summary>What of a query stands in a passage.</summary>
/// <param name="Highlights">
/// Where, sorted and not overlapping; neighbours with nothing but white space between are one.
/// </param>
/// <param name="Words">Which words of the query, as they were asked and in that order, each once.</param>
internal sealed record FoundWords(IReadOnlyList<Highlight> Highlights, IReadOnlyList<string> Words);
