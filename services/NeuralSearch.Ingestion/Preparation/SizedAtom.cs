namespace NeuralSearch.Ingestion.Preparation;

/// <summary>An atom with its cost in tokens.</summary>
/// <param name="Start">First code unit.</param>
/// <param name="End">Code unit after the last.</param>
/// <param name="Tokens">
/// At least 1, also for text that the tokenizer drops: this bounds the atoms, and so the characters, of a window.
/// </param>
internal readonly record struct SizedAtom(int Start, int End, int Tokens);
