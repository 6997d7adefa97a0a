using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Errors;
using NeuralSearch.Node.Payload;
using NeuralSearch.Node.Points;
using WireField = NeuralSearch.Contracts.Qdrant.FieldCondition;

namespace NeuralSearch.Node.Filters;

/// <summary>
/// Turns a filter message into conditions. What it does not know it refuses: a condition that were dropped would
/// make the filter wider, and a delete by it would remove points that nobody meant.
/// </summary>
/// <param name="vectorIndex">The position of a named vector in the collection, −1 for an unknown name.</param>
internal sealed class FilterCompiler(Func<string, int> vectorIndex)
{
    private const int MaxDepth = 64;

    public FilterCondition Compile(Filter filter) => Compile(filter, 0);

    private FilterCondition Compile(Filter filter, int depth)
    {
        if (depth > MaxDepth) throw new InvalidRequestException($"Filter is nested deeper than {MaxDepth} levels");
        if (filter.HasUnknownFields) throw Unknown("Filter");
        MinShould? minShould = filter.MinShould;
        return new FilterCondition(
            Compile(filter.Must, depth), Compile(filter.MustNot, depth), Compile(filter.Should, depth),
            minShould is null ? [] : Compile(minShould.Conditions, depth), minShould?.MinCount ?? 0);
    }

    private PointCondition[] Compile(IEnumerable<Condition> conditions, int depth) =>
        [.. conditions.Select(condition => Compile(condition, depth + 1))];

    private PointCondition Compile(Condition condition, int depth)
    {
        if (condition.HasUnknownFields) throw Unknown("Condition");
        return condition.ConditionOneOfCase switch
        {
            Condition.ConditionOneOfOneofCase.Field => Compile(condition.Field),
            Condition.ConditionOneOfOneofCase.IsEmpty =>
                new EmptyCondition(JsonPath.Parse(condition.IsEmpty.Key), expected: true),
            Condition.ConditionOneOfOneofCase.IsNull =>
                new NullCondition(JsonPath.Parse(condition.IsNull.Key), expected: true, insideArrays: false),
            Condition.ConditionOneOfOneofCase.HasId => new IdCondition(condition.HasId.HasId.Select(PointKey.From)),
            Condition.ConditionOneOfOneofCase.HasVector =>
                new VectorCondition(vectorIndex(condition.HasVector.HasVector)),
            Condition.ConditionOneOfOneofCase.Filter => Compile(condition.Filter, depth),
            Condition.ConditionOneOfOneofCase.Nested => Compile(condition.Nested, depth),
            Condition.ConditionOneOfOneofCase.Slice => throw new UnavailableFeatureException("The slice condition"),
            _ => throw new InvalidRequestException(
                "Condition has no known variant set: a filter is never applied in part"),
        };
    }

    private NestedCondition Compile(Contracts.Qdrant.NestedCondition nested, int depth)
    {
        if (nested.Filter is null) throw new InvalidRequestException("Nested condition has no filter");
        string key = nested.Key.EndsWith("[]", StringComparison.Ordinal) ? nested.Key : nested.Key + "[]";
        return new NestedCondition(JsonPath.Parse(key), Compile(nested.Filter, depth));
    }

    private static PointCondition Compile(WireField field)
    {
        if (field.HasUnknownFields) throw Unknown("FieldCondition");
        JsonPath path = JsonPath.Parse(field.Key);

        // These three decide alone, in this order; the others are alternatives of one another.
        if (field.ValuesCount is { } count) return new ValuesCountCondition(path, new ValuesCountPredicate(count));
        if (field.HasIsEmpty) return new EmptyCondition(path, field.IsEmpty);
        if (field.HasIsNull) return new NullCondition(path, field.IsNull, insideArrays: true);

        var predicates = new List<IValuePredicate>();
        if (field.Match is { } match) predicates.Add(Compile(match));
        if (field.Range is { } range) predicates.Add(new NumberRangePredicate(range));
        else if (field.DatetimeRange is { } dates) predicates.Add(new DateTimeRangePredicate(dates));
        if (field.GeoRadius is { } circle) predicates.Add(Compile(circle));
        if (field.GeoBoundingBox is { } box) predicates.Add(Compile(box));
        if (field.GeoPolygon is { } polygon) predicates.Add(Compile(polygon));
        return predicates.Count switch
        {
            0 => throw new InvalidRequestException(
                $"Validation error in body: [{field.Key}: At least one field condition must be specified]"),
            1 => new FieldCondition(path, predicates[0]),
            _ => new FieldCondition(path, new AnyPredicate(predicates)),
        };
    }

    private static IValuePredicate Compile(Match match)
    {
        if (match.HasUnknownFields) throw Unknown("Match");
        return match.MatchValueCase switch
        {
            Match.MatchValueOneofCase.Keyword => new KeywordPredicate([match.Keyword]),
            Match.MatchValueOneofCase.Keywords => new KeywordPredicate(match.Keywords.Strings),
            Match.MatchValueOneofCase.Integer => new IntegerPredicate([match.Integer]),
            Match.MatchValueOneofCase.Integers => new IntegerPredicate(match.Integers.Integers),
            Match.MatchValueOneofCase.Boolean => new BooleanPredicate(match.Boolean),
            Match.MatchValueOneofCase.ExceptKeywords =>
                new ExceptPredicate(new KeywordPredicate(match.ExceptKeywords.Strings)),
            Match.MatchValueOneofCase.ExceptIntegers =>
                new ExceptPredicate(new IntegerPredicate(match.ExceptIntegers.Integers)),
            Match.MatchValueOneofCase.Text => new SubstringPredicate(match.Text),
            Match.MatchValueOneofCase.Phrase => new SubstringPredicate(match.Phrase),
            Match.MatchValueOneofCase.TextAny => new AnyWordPredicate(match.TextAny),
            Match.MatchValueOneofCase.Prefix => new PrefixPredicate(match.Prefix),
            _ => throw new InvalidRequestException("Malformed Match condition"),
        };
    }

    private static GeoRadiusPredicate Compile(GeoRadius circle) =>
        circle.Center is null ? throw new InvalidRequestException("Malformed GeoRadius type: center is missing")
        : new GeoRadiusPredicate(circle);

    private static GeoBoundingBoxPredicate Compile(GeoBoundingBox box) =>
        box.TopLeft is null || box.BottomRight is null
            ? throw new InvalidRequestException("Malformed GeoBoundingBox type: top_left and bottom_right are needed")
            : new GeoBoundingBoxPredicate(box);

    private static GeoPolygonPredicate Compile(GeoPolygon polygon) =>
        polygon.Exterior is null ? throw new InvalidRequestException("Malformed GeoPolygon type: exterior is missing")
        : new GeoPolygonPredicate(polygon);

    private static InvalidRequestException Unknown(string message) => new(
        $"{message} has fields that this version does not know: a filter is never applied in part");
}
