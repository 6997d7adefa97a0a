namespace NeuralSearch.Index;

/// <summary>What <see cref="VectorIndex.Check"/> found in the graphs of an index.</summary>
/// <param name="Nodes">Nodes of the graphs.</param>
/// <param name="InGraph">Live rows that a graph holds, as nodes or chained to one.</param>
/// <param name="Reached">Those of them that links lead to from the entry points.</param>
/// <param name="Problems">
/// Links that lead to no node, to their own, or twice to the same; broken chains. Empty for a sound graph.
/// </param>
public sealed record IndexCheck(uint Nodes, uint InGraph, uint Reached, IReadOnlyList<string> Problems);
