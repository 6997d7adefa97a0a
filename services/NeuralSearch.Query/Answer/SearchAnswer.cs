namespace NeuralSearch.Query.Answer;

/// <summary>The answer to a search.</summary>
/// <param name="Results">Documents, best first; equal scores by document id.</param>
/// <param name="Coverage">How much of the data was asked.</param>
/// <param name="Timings">Where the time went.</param>
public sealed record SearchAnswer(IReadOnlyList<SearchResult> Results, Coverage Coverage, StageTimings Timings);
