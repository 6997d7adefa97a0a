using System.Text.Json;
using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Query.Http.Filters;

/// <summary>
/// Qdrant's filter JSON → its message. Whatever is not known is an error with its path: a filter that is dropped in
/// part would answer another question than the one asked.
/// </summary>
internal static class FilterJson
{
    private static readonly string[] FilterMembers = ["must", "should", "must_not", "min_should"];

    private const string Expected =
        "is no condition; expected {\"key\": …} with a predicate, is_empty, is_null, has_id, has_vector, nested, "
        + "or a filter (must, should, must_not, min_should)";

    /// <summary>The filter; errors go to the cursor's list, and the result then means nothing.</summary>
    public static Filter Read(JsonCursor json) => Read(json, depth: 1);

    private static Filter Read(JsonCursor json, int depth)
    {
        var filter = new Filter();
        if (depth > SearchLimits.MaxFilterDepth)
        {
            json.Fail($"is nested too deeply; at most {SearchLimits.MaxFilterDepth} filters may stand in one another");
            return filter;
        }

        if (!json.IsObject(FilterMembers)) return filter;

        filter.Must.AddRange(Conditions(json.Member("must"), depth));
        filter.Should.AddRange(Conditions(json.Member("should"), depth));
        filter.MustNot.AddRange(Conditions(json.Member("must_not"), depth));
        if (json.Member("min_should") is { } minShould) filter.MinShould = MinShould(minShould, depth);
        return filter;
    }

    private static IEnumerable<Condition> Conditions(JsonCursor? list, int depth) =>
        list is { } json ? json.OneOrMany().Select(condition => Condition(condition, depth)) : [];

    private static MinShould MinShould(JsonCursor json, int depth)
    {
        var minShould = new MinShould();
        if (!json.IsObject("conditions", "min_count")) return minShould;

        minShould.Conditions.AddRange(Conditions(json.Required("conditions"), depth));
        if (json.Required("min_count") is { } minCount && minCount.Count() is { } count)
        {
            if (count == 0) minCount.Fail("must be 1 or more");
            minShould.MinCount = count;
        }

        return minShould;
    }

    private static Condition Condition(JsonCursor json, int depth)
    {
        if (json.Value.ValueKind != JsonValueKind.Object)
        {
            json.Fail($"must be an object, is {json.Kind}");
            return new Condition();
        }

        if (json.Member("key") is not null) return new Condition { Field = FieldConditionJson.Read(json) };
        if (FilterMembers.Any(name => json.Value.TryGetProperty(name, out _)))
            return new Condition { Filter = Read(json, depth + 1) };

        return Only(json) switch
        {
            ("is_empty", { } at) => new Condition { IsEmpty = new IsEmptyCondition { Key = Key(at) } },
            ("is_null", { } at) => new Condition { IsNull = new IsNullCondition { Key = Key(at) } },
            ("has_id", { } at) => new Condition { HasId = HasId(at) },
            ("has_vector", { } at) => new Condition { HasVector = HasVector(at) },
            ("nested", { } at) => new Condition { Nested = Nested(at, depth) },
            _ => Unknown(json),
        };
    }

    /// <summary>The single member of an object that stands for one kind of condition.</summary>
    private static (string? Name, JsonCursor? At) Only(JsonCursor json)
    {
        var members = json.Value.EnumerateObject().Select(member => member.Name).Take(2).ToList();
        return members.Count == 1 ? (members[0], json.Member(members[0])) : (null, null);
    }

    private static Condition Unknown(JsonCursor json)
    {
        json.Fail(Expected);
        return new Condition();
    }

    private static string Key(JsonCursor json) =>
        json.IsObject("key") && json.Required("key") is { } key ? FieldConditionJson.Key(key) : "";

    private static HasIdCondition HasId(JsonCursor json)
    {
        var condition = new HasIdCondition();
        foreach (var item in json.Items())
            if (PointIdJson.Read(item) is { } id) condition.HasId.Add(id);
        return condition;
    }

    private static HasVectorCondition HasVector(JsonCursor json) => new() { HasVector = json.Text() ?? "" };

    private static NestedCondition Nested(JsonCursor json, int depth)
    {
        var nested = new NestedCondition();
        if (!json.IsObject("key", "filter")) return nested;

        if (json.Required("key") is { } key) nested.Key = FieldConditionJson.Key(key);
        if (json.Required("filter") is { } filter) nested.Filter = Read(filter, depth + 1);
        return nested;
    }
}
