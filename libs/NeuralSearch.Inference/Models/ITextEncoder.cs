namespace NeuralSearch.Inference;

/// <summary>Turns token ids into vectors, on the thread that calls. Implementations are thread-safe.</summary>
public interface ITextEncoder
{
    /// <summary>Components of a vector.</summary>
    int Dimensions { get; }

    /// <summary>Encodes a batch.</summary>
    /// <param name="batch">The token ids of n ≥ 1 texts, each int32[1…], [CLS] and [SEP] included.</param>
    /// <param name="vectors">
    /// Receives float32[n, <see cref="Dimensions"/>], row-major; exactly that many elements.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A text has no tokens, or <paramref name="vectors"/> has another size.
    /// </exception>
    void Encode(ReadOnlySpan<int[]> batch, Span<float> vectors);
}
