using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NeuralSearch.Query.Answer;

namespace NeuralSearch.Query.Http;

/// <summary>How answers are written: camelCase, absent instead of null, text as it is and not as \u escapes.</summary>
[JsonSerializable(typeof(SearchAnswer))]
[JsonSerializable(typeof(CollectionList))]
internal sealed partial class QueryJson : JsonSerializerContext
{
    // The node takes payloads nested 64 deep and more; the serializer's own bound is 64 for the whole answer.
    private const int MaxDepth = 256;

    public static QueryJson Web { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MaxDepth,
    });
}
