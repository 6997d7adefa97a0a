namespace NeuralSearch.Inference;

/// <summary>A text's vector, float32[dimensions], and how many tokens went into it.</summary>
internal readonly record struct EncodedText(ReadOnlyMemory<float> Vector, int Tokens);
