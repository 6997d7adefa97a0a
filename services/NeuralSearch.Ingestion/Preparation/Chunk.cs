namespace NeuralSearch.Ingestion.Preparation;

/// <summary>A passage of a text: <c>text[Start..End]</c>, in UTF-16 code units.</summary>
/// <param name="Number">Position among the chunks of the document, from 0.</param>
/// <param name="Start">First code unit.</param>
/// <param name="End">Code unit after the last.</param>
internal readonly record struct Chunk(int Number, int Start, int End);
