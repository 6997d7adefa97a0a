using NeuralSearch.Index;

namespace NeuralSearch.Notebooks.Library;

/// <summary>What a search found.</summary>
/// <param name="Hits">The rows, nearest first.</param>
/// <param name="Elapsed">From the call to the answer; over the wire that includes the way there and back.</param>
/// <param name="Statistics">What the search did; null over the wire, which does not say.</param>
public sealed record Answer(IReadOnlyList<Hit> Hits, TimeSpan Elapsed, SearchStatistics? Statistics);
