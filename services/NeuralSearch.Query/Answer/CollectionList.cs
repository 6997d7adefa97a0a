namespace NeuralSearch.Query.Answer;

/// <summary>The collections there are.</summary>
/// <param name="Collections">In the order of their names.</param>
public sealed record CollectionList(IReadOnlyList<CollectionSummary> Collections);
