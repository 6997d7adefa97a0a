namespace NeuralSearch.Notebooks.Library;

/// <summary>What a row can be filtered by.</summary>
/// <param name="Numbers">Integers by name.</param>
/// <param name="Words">Keywords by name, any number of each.</param>
public sealed record Fields(IReadOnlyDictionary<string, long> Numbers, IReadOnlyDictionary<string, string[]> Words);
