namespace NeuralSearch.Ingestion.Preparation;

/// <summary>
/// The smallest piece that a window is made of: a word, one ideograph, or a part of an over-long word.
/// </summary>
/// <param name="Start">First code unit; never whitespace, never the second half of a surrogate pair.</param>
/// <param name="End">Code unit after the last.</param>
/// <param name="EndsSentence">True if a sentence ends with this atom.</param>
internal readonly record struct Atom(int Start, int End, bool EndsSentence);
