using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeuralSearch.Embedding.Remote.Protocols;

/// <summary>The bodies that remote embedders answer. What is not named here is ignored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(OpenAiAnswer))]
[JsonSerializable(typeof(OpenAiErrorAnswer))]
[JsonSerializable(typeof(PlainErrorAnswer))]
[JsonSerializable(typeof(TeiInfo))]
[JsonSerializable(typeof(TritonAnswer))]
[JsonSerializable(typeof(float[][]))]
internal sealed partial class RemoteJson : JsonSerializerContext;

/// <summary>OpenAI: the vectors.</summary>
internal sealed record OpenAiAnswer(OpenAiVector?[]? Data, OpenAiUsage? Usage);

/// <summary>OpenAI: one vector, as numbers or base64.</summary>
internal sealed record OpenAiVector(
    int? Index, [property: JsonConverter(typeof(VectorConverter))] float[]? Embedding);

/// <summary>OpenAI: the tokens.</summary>
internal sealed record OpenAiUsage(long? PromptTokens);

/// <summary>OpenAI's error object, or the shapes of those that are compatible but for that.</summary>
internal sealed record OpenAiErrorAnswer(JsonElement? Error, string? Message, JsonElement? Detail);

/// <summary>TEI's and Triton's error; Triton's has no type.</summary>
internal sealed record PlainErrorAnswer(string? Error, string? ErrorType);

/// <summary>TEI about itself.</summary>
internal sealed record TeiInfo(string? ModelId, int? MaxClientBatchSize, int? MaxInputLength);

/// <summary>Triton: the outputs.</summary>
internal sealed record TritonAnswer(string? ModelName, TritonTensor?[]? Outputs);

/// <summary>Triton: one output, its numbers row-major whether nested or not.</summary>
internal sealed record TritonTensor(
    string? Name, string? Datatype, long[]? Shape,
    [property: JsonConverter(typeof(VectorConverter))] float[]? Data);
