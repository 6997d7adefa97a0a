using NeuralSearch.Inference;

namespace NeuralSearch.Ingestion.Preparation;

/// <summary>Counts with the tokenizer of the text model.</summary>
internal sealed class WordPieceTokenCounter(WordPieceTokenizer tokenizer) : ITokenCounter
{
    public int Count(ReadOnlySpan<char> text) => tokenizer.Count(text);
}
