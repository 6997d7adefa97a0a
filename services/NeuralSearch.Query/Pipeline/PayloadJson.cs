using System.Text.Json.Nodes;
using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Query.Pipeline;

/// <summary>Payload values → JSON: integers stay integers, a double stays a double.</summary>
internal static class PayloadJson
{
    /// <summary>The user's fields of a payload, in the order of their names.</summary>
    public static JsonObject Users(IDictionary<string, Value> payload) =>
        Object(payload.Where(field => PayloadFields.IsUsers(field.Key)));

    private static JsonObject Object(IEnumerable<KeyValuePair<string, Value>> fields)
    {
        var json = new JsonObject();
        foreach (var (name, value) in fields.OrderBy(field => field.Key, StringComparer.Ordinal))
            json.Add(name, Node(value));
        return json;
    }

    private static JsonNode? Node(Value value) => value.KindCase switch
    {
        Value.KindOneofCase.StringValue => JsonValue.Create(value.StringValue),
        Value.KindOneofCase.IntegerValue => JsonValue.Create(value.IntegerValue),
        Value.KindOneofCase.DoubleValue => JsonValue.Create(value.DoubleValue),
        Value.KindOneofCase.BoolValue => JsonValue.Create(value.BoolValue),
        Value.KindOneofCase.ListValue => new JsonArray([.. value.ListValue.Values.Select(Node)]),
        Value.KindOneofCase.StructValue => Object(value.StructValue.Fields),
        _ => null,
    };
}
