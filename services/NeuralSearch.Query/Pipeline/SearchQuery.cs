using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Query.Pipeline;

/// <summary>A search request that has been read and checked.</summary>
/// <param name="Text">What to look for, not blank.</param>
/// <param name="Collection">Where to look, or null for the only collection there is.</param>
/// <param name="Filter">What every hit must satisfy, or null.</param>
/// <param name="Top">Documents wanted, 1 to <see cref="SearchLimits.MaxTop"/>.</param>
/// <param name="Offset">Documents skipped, 0 to <see cref="SearchLimits.MaxOffset"/>.</param>
public sealed record SearchQuery(string Text, string? Collection, Filter? Filter, int Top, int Offset);
