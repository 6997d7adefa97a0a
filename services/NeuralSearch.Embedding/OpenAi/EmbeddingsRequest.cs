using System.Text.Json;

namespace NeuralSearch.Embedding.OpenAi;

/// <summary>The body of <c>POST /v1/embeddings</c>. What else OpenAI's clients send (user) is ignored.</summary>
/// <param name="Input">A text, or an array of 1 to 2048 texts; none may be empty.</param>
/// <param name="Model">The model's name; optional, as there is one.</param>
/// <param name="EncodingFormat">"float" (default) or "base64" (little-endian float32).</param>
/// <param name="Dimensions">Optional; only the model's own number.</param>
internal sealed record EmbeddingsRequest(
    JsonElement Input, string? Model = null, string? EncodingFormat = null, int? Dimensions = null);
