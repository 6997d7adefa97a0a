using System.Globalization;
using System.Text.Json.Nodes;

namespace NeuralSearch.ConformanceTests.Transcripts;

/// <summary>Compares an answer with the recorded one, both as proto JSON, in the way the recording names.</summary>
internal static class TranscriptComparison
{
    private const double Tolerance = 1e-5;

    private static readonly string[] TieKeys = ["score", "order_value", "count"];

    /// <returns>Where and how the two differ; null when they agree.</returns>
    public static string? Difference(JsonNode? recorded, JsonNode? answered, string? mode)
    {
        if (mode == "unordered-ties-truncated") return Compare(Scores(recorded), Scores(answered), "");
        if (mode is null) return Compare(recorded, answered, "");
        string? difference = Compare(Sort(recorded, mode), Sort(answered, mode), "");
        return difference is null || mode == "unordered"
            ? difference
            : Compare(CutLastTie(Sort(recorded, mode)), CutLastTie(Sort(answered, mode)), "");
    }

    /// <summary>Removes a dotted path; a step on a list means in every element.</summary>
    public static void Remove(JsonNode? node, ReadOnlySpan<string> path)
    {
        if (node is JsonArray array)
        {
            foreach (JsonNode? element in array) Remove(element, path);
        }
        else if (node is JsonObject fields)
        {
            if (path[0] == "*") foreach ((_, JsonNode? value) in fields) Remove(value, path[1..]);
            else if (path.Length == 1) fields.Remove(path[0]);
            else Remove(fields[path[0]], path[1..]);
        }
    }

    private static string? Compare(JsonNode? recorded, JsonNode? answered, string path)
    {
        if (recorded is JsonObject a && answered is JsonObject b)
        {
            return a.Select(field => field.Key).Union(b.Select(field => field.Key))
                .Select(name =>
                    !a.ContainsKey(name) ? $"{path}.{name} is not recorded, answered {Short(b[name])}"
                    : !b.ContainsKey(name) ? $"{path}.{name} is recorded as {Short(a[name])}, not answered"
                    : Compare(a[name], b[name], $"{path}.{name}"))
                .FirstOrDefault(difference => difference is not null);
        }

        if (recorded is JsonArray first && answered is JsonArray second)
        {
            return first.Count != second.Count
                ? $"{path} is recorded with {first.Count} elements, answered with {second.Count}: {Short(second)}"
                : first.Select((element, i) => Compare(element, second[i], $"{path}[{i}]"))
                    .FirstOrDefault(difference => difference is not null);
        }

        return IsSame(recorded, answered)
            ? null
            : $"{path} is recorded as {Short(recorded)}, answered {Short(answered)}";
    }

    private static bool IsSame(JsonNode? recorded, JsonNode? answered)
    {
        if (!IsNumber(recorded, out double a) || !IsNumber(answered, out double b))
            return JsonNode.DeepEquals(recorded, answered);
        return a.Equals(b) || Math.Abs(a - b) <= Tolerance * Math.Max(1, Math.Abs(a));
    }

    private static bool IsNumber(JsonNode? node, out double number)
    {
        number = 0;
        return node is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.Number
            && double.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out number);
    }

    /// <summary>Sorts lists: whole ones, or each run of elements that are equally good.</summary>
    private static JsonNode? Sort(JsonNode? node, string mode) => node switch
    {
        JsonArray array => new JsonArray([.. SortElements([.. array.Select(element => Sort(element, mode))], mode)]),
        JsonObject fields => Map(fields, value => Sort(value, mode)),
        _ => node?.DeepClone(),
    };

    private static IEnumerable<JsonNode?> SortElements(List<JsonNode?> elements, string mode)
    {
        if (mode == "unordered") return elements.OrderBy(Identity, StringComparer.Ordinal);
        var runs = new List<List<JsonNode?>>();
        foreach (JsonNode? element in elements)
        {
            if (runs.Count > 0 && element is JsonObject && IsTie(runs[^1][^1], element)) runs[^1].Add(element);
            else runs.Add([element]);
        }

        return runs.SelectMany(run => run.OrderBy(Identity, StringComparer.Ordinal));
    }

    private static bool IsTie(JsonNode? left, JsonNode? right) =>
        left is JsonObject a && right is JsonObject b && TieKeys.All(key => IsSame(a[key], b[key]));

    private static string Identity(JsonNode? node) =>
        ((node as JsonObject)?["id"] ?? (node as JsonObject)?["name"] ?? (node as JsonObject)?["value"] ?? node)
            ?.ToJsonString() ?? "";

    /// <summary>A limit may cut through a group of ties: of the last group only the scores count.</summary>
    private static JsonNode? CutLastTie(JsonNode? node) => node switch
    {
        JsonArray { Count: > 0 } array when array[^1] is JsonObject last && last.ContainsKey("id") => new JsonArray(
            [.. array.Select(element => IsTie(element, last) ? Scores(element) : element?.DeepClone())]),
        JsonArray array => new JsonArray([.. array.Select(CutLastTie)]),
        JsonObject fields => Map(fields, CutLastTie),
        _ => node?.DeepClone(),
    };

    private static JsonNode? Scores(JsonNode? node) => node switch
    {
        JsonArray array => new JsonArray([.. array.Select(Scores)]),
        JsonObject point when point.ContainsKey("id") => point["score"]?.DeepClone() ?? JsonValue.Create(0),
        JsonObject fields => Map(fields, Scores),
        _ => node?.DeepClone(),
    };

    private static JsonObject Map(JsonObject fields, Func<JsonNode?, JsonNode?> change) =>
        new(fields.Select(field => KeyValuePair.Create(field.Key, change(field.Value))));

    private static string Short(JsonNode? node)
    {
        string text = node?.ToJsonString() ?? "null";
        return text.Length <= 160 ? text : text[..160] + "…";
    }
}
