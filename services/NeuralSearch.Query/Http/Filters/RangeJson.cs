using System.Text.Json;
using NeuralSearch.Contracts.Qdrant;
using NumberRange = NeuralSearch.Contracts.Qdrant.Range;

namespace NeuralSearch.Query.Http.Filters;

/// <summary><c>range</c> of numbers or of dates, and <c>values_count</c>.</summary>
internal static class RangeJson
{
    private static readonly string[] Bounds = ["lt", "gt", "gte", "lte"];

    public static void Read(JsonCursor json, FieldCondition condition)
    {
        if (!HasBounds(json)) return;

        var given = Bounds.Select(name => json.Member(name)).OfType<JsonCursor>().ToList();
        if (given.Exists(bound => bound.Value.ValueKind == JsonValueKind.String)) condition.DatetimeRange = Dates(json);
        else condition.Range = Numbers(json);
    }

    public static ValuesCount ValuesCount(JsonCursor json)
    {
        var counts = new ValuesCount();
        if (!HasBounds(json)) return counts;

        if (json.Member("lt")?.Count() is { } lt) counts.Lt = lt;
        if (json.Member("gt")?.Count() is { } gt) counts.Gt = gt;
        if (json.Member("gte")?.Count() is { } gte) counts.Gte = gte;
        if (json.Member("lte")?.Count() is { } lte) counts.Lte = lte;
        return counts;
    }

    private static bool HasBounds(JsonCursor json)
    {
        if (!json.IsObject(Bounds)) return false;
        if (Bounds.Any(name => json.Member(name) is not null)) return true;

        json.Fail($"has no bound; expected one or more of {string.Join(", ", Bounds)}");
        return false;
    }

    private static NumberRange Numbers(JsonCursor json)
    {
        var range = new NumberRange();
        if (json.Member("lt")?.Number() is { } lt) range.Lt = lt;
        if (json.Member("gt")?.Number() is { } gt) range.Gt = gt;
        if (json.Member("gte")?.Number() is { } gte) range.Gte = gte;
        if (json.Member("lte")?.Number() is { } lte) range.Lte = lte;
        return range;
    }

    private static DatetimeRange Dates(JsonCursor json) => new()
    {
        Lt = DateTimeJson.Read(json.Member("lt")),
        Gt = DateTimeJson.Read(json.Member("gt")),
        Gte = DateTimeJson.Read(json.Member("gte")),
        Lte = DateTimeJson.Read(json.Member("lte")),
    };
}
