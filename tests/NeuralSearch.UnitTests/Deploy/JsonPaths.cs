using System.Text.Json.Nodes;

namespace NeuralSearch.UnitTests.Deploy;

/// <summary>Short ways through JSON that may lack any step.</summary>
internal static class JsonPaths
{
    /// <summary>The node at a path of property names; null where a step is missing.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (string name in path) node = (node as JsonObject)?[name];
        return node;
    }

    public static string? TextAt(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path)?.ToString();

    public static IEnumerable<JsonNode> ItemsAt(this JsonNode? node, params ReadOnlySpan<string> path) =>
        (node.At(path) as JsonArray)?.OfType<JsonNode>() ?? [];

    /// <summary>The properties at a path, their values as text.</summary>
    public static Dictionary<string, string> MapAt(this JsonNode? node, params ReadOnlySpan<string> path) =>
        (node.At(path) as JsonObject)?.ToDictionary(pair => pair.Key, pair => $"{pair.Value}") ?? [];
}
