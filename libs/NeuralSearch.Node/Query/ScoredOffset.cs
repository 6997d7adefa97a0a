namespace NeuralSearch.Node.Query;

/// <summary>A point found, with its score.</summary>
internal readonly record struct ScoredOffset(uint Offset, float Score);
