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
        RefuseUnknown(filter.HasUnknownFields, "Filter");
        MinShould? minShould = filter.MinShould;
        RefuseUnknown(minShould?.HasUnknownFields, "MinShould");
        return new FilterCondition(
            Compile(filter.Must, depth), Compile(filter.MustNot, depth), Compile(filter.Should, depth),
            minShould is null ? [] : Compile(minShould.Conditions, depth), minShould?.MinCount ?? 0);
    }

    private PointCondition[] Compile(IEnumerable<Condition> conditions, int depth) =>
        [.. conditions.Select(condition => Compile(condition, depth + 1))];

    private PointCondition Compile(Condition condition, int depth)
    {
        RefuseUnknown(condition.HasUnknownFields, "Condition");
        return condition.ConditionOneOfCase switch
        {
            Condition.ConditionOneOfOneofCase.Field => Compile(condition.Field),
            Condition.ConditionOneOfOneofCase.IsEmpty => Compile(condition.IsEmpty),
            Condition.ConditionOneOfOneofCase.IsNull => Compile(condition.IsNull),
            Condition.ConditionOneOfOneofCase.HasId => Compile(condition.HasId),
            Condition.ConditionOneOfOneofCase.HasVector => Compile(condition.HasVector),
            Condition.ConditionOneOfOneofCase.Filter => Compile(condition.Filter, depth),
            Condition.ConditionOneOfOneofCase.Nested => Compile(condition.Nested, depth),
            Condition.ConditionOneOfOneofCase.Slice => throw new UnavailableFeatureException("The slice condition"),
            _ => throw new InvalidRequestException(
                "Condition has no known variant set: a filter is never applied in part"),
        };
    }

    private static EmptyCondition Compile(IsEmptyCondition condition)
    {
        RefuseUnknown(condition.HasUnknownFields, "IsEmptyCondition");
        return new EmptyCondition(JsonPath.Parse(condition.Key), expected: true);
    }

    private static NullCondition Compile(IsNullCondition condition)
    {
        RefuseUnknown(condition.HasUnknownFields, "IsNullCondition");
        return new NullCondition(JsonPath.Parse(condition.Key), expected: true, insideArrays: false);
    }

    private static IdCondition Compile(HasIdCondition condition)
    {
        RefuseUnknown(condition.HasUnknownFields, "HasIdCondition");
        return new IdCondition(condition.HasId.Select(PointKey.From));
    }

    private VectorCondition Compile(HasVectorCondition condition)
    {
        RefuseUnknown(condition.HasUnknownFields, "HasVectorCondition");
        return new VectorCondition(vectorIndex(condition.HasVector));
    }

    private NestedCondition Compile(Contracts.Qdrant.NestedCondition nested, int depth)
    {
        RefuseUnknown(nested.HasUnknownFields, "NestedCondition");
        if (nested.Filter is null) throw new InvalidRequestException("Nested condition has no filter");
        string key = nested.Key.EndsWith("[]", StringComparison.Ordinal) ? nested.Key : nested.Key + "[]";
        return new NestedCondition(JsonPath.Parse(key), Compile(nested.Filter, depth));
    }

    private static PointCondition Compile(WireField field)
    {
        RefuseUnknown(field.HasUnknownFields, "FieldCondition");
        JsonPath path = JsonPath.Parse(field.Key);

        // These three decide alone, in this order; the others are alternatives of one another.
        RefuseUnknown(field.ValuesCount?.HasUnknownFields, "ValuesCount");
        if (field.ValuesCount is { } count) return new ValuesCountCondition(path, new ValuesCountPredicate(count));
        if (field.HasIsEmpty) return new EmptyCondition(path, field.IsEmpty);
        if (field.HasIsNull) return new NullCondition(path, field.IsNull, insideArrays: true);

        var predicates = new List<IValuePredicate>();
        if (field.Match is { } match) predicates.Add(Compile(match));
        RefuseUnknown(field.Range?.HasUnknownFields, "Range");
        RefuseUnknown(field.DatetimeRange?.HasUnknownFields, "DatetimeRange");
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
        RefuseUnknown(match.HasUnknownFields, "Match");
        return match.MatchValueCase switch
        {
            Match.MatchValueOneofCase.Keyword => new KeywordPredicate([match.Keyword]),
            Match.MatchValueOneofCase.Keywords => Compile(match.Keywords),
            Match.MatchValueOneofCase.Integer => new IntegerPredicate([match.Integer]),
            Match.MatchValueOneofCase.Integers => Compile(match.Integers),
            Match.MatchValueOneofCase.Boolean => new BooleanPredicate(match.Boolean),
            Match.MatchValueOneofCase.ExceptKeywords => new ExceptPredicate(Compile(match.ExceptKeywords)),
            Match.MatchValueOneofCase.ExceptIntegers => new ExceptPredicate(Compile(match.ExceptIntegers)),
            Match.MatchValueOneofCase.Text => new SubstringPredicate(match.Text),
            Match.MatchValueOneofCase.Phrase => new SubstringPredicate(match.Phrase),
            Match.MatchValueOneofCase.TextAny => new AnyWordPredicate(match.TextAny),
            Match.MatchValueOneofCase.Prefix => new PrefixPredicate(match.Prefix),
            _ => throw new InvalidRequestException("Malformed Match condition"),
        };
    }

    private static KeywordPredicate Compile(RepeatedStrings keywords)
    {
        RefuseUnknown(keywords.HasUnknownFields, "RepeatedStrings");
        return new KeywordPredicate(keywords.Strings);
    }

    private static IntegerPredicate Compile(RepeatedIntegers integers)
    {
        RefuseUnknown(integers.HasUnknownFields, "RepeatedIntegers");
        return new IntegerPredicate(integers.Integers);
    }

    private static GeoRadiusPredicate Compile(GeoRadius circle)
    {
        RefuseUnknown(circle.HasUnknownFields, "GeoRadius");
        CheckPoint(circle.Center, "GeoRadius", "center");
        return new GeoRadiusPredicate(circle);
    }

    private static GeoBoundingBoxPredicate Compile(GeoBoundingBox box)
    {
        RefuseUnknown(box.HasUnknownFields, "GeoBoundingBox");
        CheckPoint(box.TopLeft, "GeoBoundingBox", "top_left");
        CheckPoint(box.BottomRight, "GeoBoundingBox", "bottom_right");
        return new GeoBoundingBoxPredicate(box);
    }

    private static GeoPolygonPredicate Compile(GeoPolygon polygon)
    {
        RefuseUnknown(polygon.HasUnknownFields, "GeoPolygon");
        if (polygon.Exterior is null)
            throw new InvalidRequestException("Malformed GeoPolygon type: exterior is missing");
        foreach (GeoLineString ring in polygon.Interiors.Prepend(polygon.Exterior))
        {
            RefuseUnknown(ring.HasUnknownFields, "GeoLineString");
            foreach (GeoPoint point in ring.Points) RefuseUnknown(point.HasUnknownFields, "GeoPoint");
        }

        return new GeoPolygonPredicate(polygon);
    }

    private static void CheckPoint(GeoPoint? point, string message, string field)
    {
        if (point is null) throw new InvalidRequestException($"Malformed {message} type: {field} is missing");
        RefuseUnknown(point.HasUnknownFields, "GeoPoint");
    }

    private static void RefuseUnknown(bool? hasUnknownFields, string message)
    {
        if (hasUnknownFields == true)
            throw new InvalidRequestException(
                $"{message} has fields that this version does not know: a filter is never applied in part");
    }
}
