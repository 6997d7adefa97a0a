namespace NeuralSearch.Ingestion.Preparation;

/// <summary>Counts tokens as the embedding model does. Safe for use by many threads.</summary>
internal interface ITokenCounter
{
    /// <summary>
    /// Tokens of the text, without the model's special ones. 0 for text that the tokenizer drops. Linear in the length.
    /// </summary>
    int Count(ReadOnlySpan<char> text);
}
