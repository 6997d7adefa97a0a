namespace NeuralSearch.Notebooks.Library;

/// <summary>A found row.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Score">Its cosine similarity to the query: larger is closer.</param>
public readonly record struct Hit(int Id, float Score);
