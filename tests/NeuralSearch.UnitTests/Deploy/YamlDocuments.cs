using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace NeuralSearch.UnitTests.Deploy;

/// <summary>YAML as JSON, with numbers and booleans where YAML has them and merge keys merged.</summary>
internal static class YamlDocuments
{
    /// <summary>Every document that is not empty.</summary>
    public static List<JsonObject> Read(string text)
    {
        var parser = new MergingParser(new Parser(new StringReader(text)));
        IDeserializer deserializer = new DeserializerBuilder()
            .WithAttemptingUnquotedStringTypeDeserialization().WithDuplicateKeyChecking().Build();
        List<JsonObject> documents = [];
        parser.Consume<StreamStart>();
        while (parser.Accept<DocumentStart>(out _))
        {
            if (ToJson(deserializer.Deserialize(parser)) is JsonObject document) documents.Add(document);
        }

        return documents;
    }

    private static JsonNode? ToJson(object? value) => value switch
    {
        null => null,
        Dictionary<object, object?> map => new JsonObject(
            map.Select(pair => KeyValuePair.Create($"{pair.Key}", ToJson(pair.Value)))),
        List<object?> list => new JsonArray([.. list.Select(ToJson)]),
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        _ => JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(value)),
    };
}
