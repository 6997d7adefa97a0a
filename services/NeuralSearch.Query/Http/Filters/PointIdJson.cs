using System.Text.Json;
using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Query.Http.Filters;

/// <summary>A point id in JSON: a whole number or a UUID in any of Qdrant's spellings.</summary>
internal static class PointIdJson
{
    private const string Urn = "urn:uuid:";

    public static PointId? Read(JsonCursor json)
    {
        if (json.Value.ValueKind == JsonValueKind.Number && json.Value.TryGetUInt64(out var number))
            return new PointId { Num = number };
        if (json.Value.ValueKind == JsonValueKind.String && Uuid(json.Value.GetString()!) is { } uuid)
            return new PointId { Uuid = uuid.ToString("D") };

        json.Fail($"must be a whole number, 0 or more, or a UUID, is {json.Shown}");
        return null;
    }

    private static Guid? Uuid(string text)
    {
        if (text.StartsWith(Urn, StringComparison.OrdinalIgnoreCase)) text = text[Urn.Length..];
        foreach (var format in (ReadOnlySpan<string>)["D", "N", "B"])
            if (Guid.TryParseExact(text, format, out var uuid)) return uuid;
        return null;
    }
}
