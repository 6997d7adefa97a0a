using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using NeuralSearch.Contracts.Qdrant;
using Match = NeuralSearch.Contracts.Qdrant.Match;
using Value = NeuralSearch.Contracts.Qdrant.Value;

namespace NeuralSearch.UnitTests.Node.Filters;

/// <summary>
/// What a filter means, written once more over the messages themselves: slow, and without anything of the node's.
/// </summary>
internal static partial class ReferenceFilter
{
    /// <param name="id">The point's number; null for an element of an array.</param>
    public static bool Passes(Filter filter, MapField<string, Value> payload, ulong? id)
    {
        bool Holds(Condition condition) => ReferenceFilter.Holds(condition, payload, id);
        return filter.Must.All(Holds)
            && !filter.MustNot.Any(Holds)
            && (filter.Should.Count == 0 || filter.Should.Any(Holds))
            && (filter.MinShould is not { Conditions.Count: > 0 }
                || (ulong)filter.MinShould.Conditions.Count(Holds) >= filter.MinShould.MinCount);
    }

    private static bool Holds(Condition condition, MapField<string, Value> payload, ulong? id) =>
        condition.ConditionOneOfCase switch
        {
            Condition.ConditionOneOfOneofCase.Filter => Passes(condition.Filter, payload, id),
            Condition.ConditionOneOfOneofCase.HasId => id is not null && condition.HasId.HasId.Any(has => has.Num == id),
            Condition.ConditionOneOfOneofCase.IsEmpty => AreEmpty(Resolve(condition.IsEmpty.Key, payload)),
            Condition.ConditionOneOfOneofCase.IsNull => Resolve(condition.IsNull.Key, payload).Any(IsNull),
            Condition.ConditionOneOfOneofCase.Nested => Resolve(ElementsOf(condition.Nested.Key), payload).Any(
                element => element.KindCase == Value.KindOneofCase.StructValue
                    && Passes(condition.Nested.Filter, element.StructValue.Fields, id: null)),
            _ => Holds(condition.Field, Resolve(condition.Field.Key, payload)),
        };

    private static bool Holds(FieldCondition field, List<Value> values)
    {
        if (field.ValuesCount is { } count) return values.Any(value => Within(count, CountOf(value)));
        if (field.HasIsEmpty) return AreEmpty(values) == field.IsEmpty;
        if (field.HasIsNull)
            return values.Any(value => IsNull(value) || (value.ListValue?.Values.Any(IsNull) ?? false)) == field.IsNull;

        IEnumerable<Value> singles = values.SelectMany(
            value => value.ListValue is { } list ? list.Values : (IEnumerable<Value>)[value]);
        return singles.Any(value =>
            (field.Match is not null && Matches(field.Match, value))
            || (field.Range is not null && Within(field.Range, value))
            || (field.Range is null && field.DatetimeRange is not null && Within(field.DatetimeRange, value))
            || (field.GeoRadius is not null && PositionOf(value) is { } at && Within(field.GeoRadius, at))
            || (field.GeoBoundingBox is not null && PositionOf(value) is { } to && Within(field.GeoBoundingBox, to)));
    }

    private static bool Matches(Match match, Value value)
    {
        string? text = value.KindCase == Value.KindOneofCase.StringValue ? value.StringValue : null;
        long? integer = value.KindCase == Value.KindOneofCase.IntegerValue ? value.IntegerValue : null;
        return match.MatchValueCase switch
        {
            Match.MatchValueOneofCase.Keyword => text == match.Keyword,
            Match.MatchValueOneofCase.Integer => integer == match.Integer,
            Match.MatchValueOneofCase.Boolean =>
                value.KindCase == Value.KindOneofCase.BoolValue && value.BoolValue == match.Boolean,
            Match.MatchValueOneofCase.Keywords => text is not null && match.Keywords.Strings.Contains(text),
            Match.MatchValueOneofCase.Integers => integer is { } one && match.Integers.Integers.Contains(one),
            Match.MatchValueOneofCase.ExceptKeywords =>
                !IsNull(value) && !(text is not null && match.ExceptKeywords.Strings.Contains(text)),
            Match.MatchValueOneofCase.ExceptIntegers =>
                !IsNull(value) && !(integer is { } one && match.ExceptIntegers.Integers.Contains(one)),
            Match.MatchValueOneofCase.Text => text?.Contains(match.Text, StringComparison.Ordinal) == true,
            Match.MatchValueOneofCase.Phrase => text?.Contains(match.Phrase, StringComparison.Ordinal) == true,
            Match.MatchValueOneofCase.TextAny => match.TextAny.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Any(word => text?.Contains(word, StringComparison.Ordinal) == true),
            _ => text?.StartsWith(match.Prefix, StringComparison.Ordinal) == true,
        };
    }

    private static bool Within(Contracts.Qdrant.Range range, Value value)
    {
        double? number = value.KindCase switch
        {
            Value.KindOneofCase.IntegerValue => value.IntegerValue,
            Value.KindOneofCase.DoubleValue => value.DoubleValue,
            _ => null,
        };
        return number is { } n && (!range.HasGt || n > range.Gt) && (!range.HasGte || n >= range.Gte)
            && (!range.HasLt || n < range.Lt) && (!range.HasLte || n <= range.Lte);
    }

    private static bool Within(DatetimeRange range, Value value) =>
        value.KindCase == Value.KindOneofCase.StringValue
        && DateTimeOffset.TryParse(
            value.StringValue, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
        && Within(range, at.ToTimestamp());

    private static bool Within(DatetimeRange range, Timestamp at) =>
        (range.Gt is null || at > range.Gt) && (range.Gte is null || at >= range.Gte)
        && (range.Lt is null || at < range.Lt) && (range.Lte is null || at <= range.Lte);

    private static bool Within(ValuesCount range, ulong count) =>
        (!range.HasGt || count > range.Gt) && (!range.HasGte || count >= range.Gte)
        && (!range.HasLt || count < range.Lt) && (!range.HasLte || count <= range.Lte);

    private static bool Within(GeoRadius circle, GeoPoint at) => Metres(at, circle.Center) < circle.Radius;

    private static bool Within(GeoBoundingBox box, GeoPoint at)
    {
        bool isBetween = at.Lat < box.TopLeft.Lat && at.Lat > box.BottomRight.Lat;
        bool isEast = at.Lon > box.TopLeft.Lon, isWest = at.Lon < box.BottomRight.Lon;
        return isBetween && (box.TopLeft.Lon > box.BottomRight.Lon ? isEast || isWest : isEast && isWest);
    }

    private static GeoPoint? PositionOf(Value value)
    {
        MapField<string, Value>? fields = value.StructValue?.Fields;
        return fields is not null && fields.TryGetValue("lon", out Value? lon) && fields.TryGetValue("lat", out Value? lat)
            && lon.KindCase == Value.KindOneofCase.DoubleValue && lat.KindCase == Value.KindOneofCase.DoubleValue
            ? Make.Geo(lon.DoubleValue, lat.DoubleValue)
            : null;
    }

    // The angle between two directions in space, instead of the haversine.
    private static double Metres(GeoPoint a, GeoPoint b)
    {
        (double X, double Y, double Z) u = Direction(a), v = Direction(b);
        return 6_371_008.8 * Math.Acos(Math.Clamp(u.X * v.X + u.Y * v.Y + u.Z * v.Z, -1, 1));
    }

    private static (double X, double Y, double Z) Direction(GeoPoint point)
    {
        (double sinLat, double cosLat) = Math.SinCos(point.Lat * Math.PI / 180);
        (double sinLon, double cosLon) = Math.SinCos(point.Lon * Math.PI / 180);
        return (cosLat * cosLon, cosLat * sinLon, sinLat);
    }

    private static string ElementsOf(string path) => path.EndsWith("[]", StringComparison.Ordinal) ? path : path + "[]";

    private static bool AreEmpty(List<Value> values) => values.All(value => CountOf(value) == 0);

    private static ulong CountOf(Value value) =>
        IsNull(value) ? 0 : value.ListValue is { } list ? (ulong)list.Values.Count : 1;

    private static bool IsNull(Value value) => value.KindCase is Value.KindOneofCase.NullValue or Value.KindOneofCase.None;

    private static List<Value> Resolve(string path, MapField<string, Value> payload)
    {
        List<Value> values = [new Value { StructValue = new Contracts.Qdrant.Struct { Fields = { payload } } }];
        foreach (System.Text.RegularExpressions.Match step in Steps().Matches(path))
        {
            string text = step.Value.TrimStart('.');
            values = text[0] != '['
                ? [.. values.SelectMany(value => Field(value, text.Trim('"')))]
                : text == "[]"
                    ? [.. values.SelectMany(value => value.ListValue?.Values ?? [])]
                    : [.. values.SelectMany(value => (value.ListValue?.Values ?? []).Skip(
                        int.Parse(text[1..^1], CultureInfo.InvariantCulture)).Take(1))];
        }

        return values;
    }

    private static IEnumerable<Value> Field(Value value, string key) =>
        value.StructValue?.Fields.TryGetValue(key, out Value? field) == true ? [field] : [];

    [GeneratedRegex("""\[\d*\]|\.?"[^"]*"|\.?[\w-]+""")]
    private static partial Regex Steps();
}
