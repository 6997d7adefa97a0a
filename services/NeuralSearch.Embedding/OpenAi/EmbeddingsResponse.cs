namespace NeuralSearch.Embedding.OpenAi;

/// <summary>The answer of <c>POST /v1/embeddings</c>, vectors in the order of the inputs.</summary>
internal sealed record EmbeddingsResponse(
    string Object, IReadOnlyList<EmbeddingItem> Data, string Model, EmbeddingsUsage Usage);

/// <summary>The vector of one input.</summary>
internal sealed record EmbeddingItem(string Object, int Index, EncodedVector Embedding);

/// <summary>Tokens that the model read, [CLS] and [SEP] included.</summary>
internal sealed record EmbeddingsUsage(long PromptTokens, long TotalTokens);
