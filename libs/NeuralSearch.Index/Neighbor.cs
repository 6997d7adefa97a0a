namespace NeuralSearch.Index;

/// <summary>One result of a search.</summary>
/// <param name="Offset">The row's position in the index, as <see cref="VectorIndex.Append"/> returned it.</param>
/// <param name="Distance">Its distance to the query, as <see cref="Metric"/> defines it; smaller is closer.</param>
public readonly record struct Neighbor(uint Offset, float Distance);
