using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Query.Http.Filters;

/// <summary><c>{"key": …, predicate}</c> → its message.</summary>
internal static class FieldConditionJson
{
    private static readonly string[] Predicates =
        ["match", "range", "geo_bounding_box", "geo_radius", "geo_polygon", "values_count", "is_empty", "is_null"];

    private static readonly string[] Members = ["key", .. Predicates];

    public static FieldCondition Read(JsonCursor json)
    {
        var condition = new FieldCondition();
        if (!json.IsObject(Members)) return condition;

        var given = Predicates.Where(name => json.Member(name) is not null).ToList();
        if (json.Required("key") is { } key) condition.Key = Key(key);
        if (given.Count != 1)
        {
            // The server ors several, and which ones depends on the index of the field: nobody means that.
            json.Fail(given.Count == 0
                ? $"has no predicate; expected one of {string.Join(", ", Predicates)}"
                : $"has {given.Count} predicates ({string.Join(", ", given)}); write one condition for each");
            return condition;
        }

        Set(condition, given[0], json.Member(given[0])!.Value);
        return condition;
    }

    /// <summary>
    /// The path of a payload field, such as <c>year</c> or <c>cast[].name</c>; the node checks its grammar.
    /// </summary>
    public static string Key(JsonCursor json)
    {
        var key = json.Text();
        if (key is "") json.Fail("is empty; name a payload field");
        return key ?? "";
    }

    private static void Set(FieldCondition condition, string predicate, JsonCursor json)
    {
        switch (predicate)
        {
            case "match":
                condition.Match = MatchJson.Read(json);
                break;
            case "range":
                RangeJson.Read(json, condition);
                break;
            case "geo_bounding_box":
                condition.GeoBoundingBox = GeoJson.BoundingBox(json);
                break;
            case "geo_radius":
                condition.GeoRadius = GeoJson.Radius(json);
                break;
            case "geo_polygon":
                condition.GeoPolygon = GeoJson.Polygon(json);
                break;
            case "values_count":
                condition.ValuesCount = RangeJson.ValuesCount(json);
                break;
            case "is_empty":
                condition.IsEmpty = json.Flag() ?? false;
                break;
            default:
                condition.IsNull = json.Flag() ?? false;
                break;
        }
    }
}
