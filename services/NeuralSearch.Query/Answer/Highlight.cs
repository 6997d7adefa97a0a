namespace NeuralSearch.Query.Answer;

/// <summary>A part of a passage, in UTF-16 units, so that JavaScript and C# can cut it out as it is.</summary>
/// <param name="Start">The first unit.</param>
/// <param name="End">One behind the last unit.</param>
public readonly record struct Highlight(int Start, int End);
