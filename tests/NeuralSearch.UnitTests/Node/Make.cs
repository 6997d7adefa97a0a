using System.Text.Json;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using NeuralSearch.Contracts.Qdrant;
using ListValue = NeuralSearch.Contracts.Qdrant.ListValue;
using NullValue = NeuralSearch.Contracts.Qdrant.NullValue;
using Range = NeuralSearch.Contracts.Qdrant.Range;
using Struct = NeuralSearch.Contracts.Qdrant.Struct;
using Value = NeuralSearch.Contracts.Qdrant.Value;

namespace NeuralSearch.UnitTests.Node;

/// <summary>Short spellings of the contract's messages. Payloads are JSON; 1 is an integer, 1.0 a double.</summary>
internal static class Make
{
    public static PointId Id(ulong number) => new() { Num = number };

    public static PointId Id(string uuid) => new() { Uuid = uuid };

    public static Vectors Vector(params float[] values) => new() { Vector = Dense(values) };

    public static Vectors NoVectors() => new() { Vectors_ = new NamedVectors() };

    public static Vectors Named(params (string Name, float[] Values)[] vectors)
    {
        Vectors named = NoVectors();
        foreach ((string name, float[] values) in vectors) named.Vectors_.Vectors.Add(name, Dense(values));
        return named;
    }

    public static PointStruct Point(ulong id, float[] vector, string payload = "{}") =>
        Point(Id(id), Vector(vector), payload);

    public static PointStruct Point(PointId id, Vectors? vectors, string payload = "{}")
    {
        var point = new PointStruct { Id = id, Vectors = vectors };
        point.Payload.Add(Payload(payload));
        return point;
    }

    public static UpsertPoints Upsert(bool wait, params PointStruct[] points) =>
        new() { CollectionName = TestNode.Name, Wait = wait, Points = { points } };

    public static MapField<string, Value> Payload(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return Object(document.RootElement).Fields;
    }

    public static VectorInput Input(params float[] values)
    {
        var dense = new DenseVector();
        dense.Data.Add(values);
        return new VectorInput { Dense = dense };
    }

    public static VectorInput Input(PointId id) => new() { Id = id };

    public static Filter Must(params Condition[] conditions) => new() { Must = { conditions } };

    public static Filter MustNot(params Condition[] conditions) => new() { MustNot = { conditions } };

    public static Filter Should(params Condition[] conditions) => new() { Should = { conditions } };

    public static Condition Of(Filter filter) => new() { Filter = filter };

    public static Condition Field(FieldCondition field) => new() { Field = field };

    public static Condition Match(string key, Match match) => Field(new FieldCondition { Key = key, Match = match });

    public static Condition Keyword(string key, string value) => Match(key, new Match { Keyword = value });

    public static Condition Integer(string key, long value) => Match(key, new Match { Integer = value });

    public static Condition AnyOf(string key, params string[] values) =>
        Match(key, new Match { Keywords = new RepeatedStrings { Strings = { values } } });

    public static Condition AnyOf(string key, params long[] values) =>
        Match(key, new Match { Integers = new RepeatedIntegers { Integers = { values } } });

    public static Condition Except(string key, params string[] values) =>
        Match(key, new Match { ExceptKeywords = new RepeatedStrings { Strings = { values } } });

    public static Condition Except(string key, params long[] values) =>
        Match(key, new Match { ExceptIntegers = new RepeatedIntegers { Integers = { values } } });

    public static Condition Between(string key, Range range) => Field(new FieldCondition { Key = key, Range = range });

    public static Condition Between(string key, DatetimeRange range) =>
        Field(new FieldCondition { Key = key, DatetimeRange = range });

    public static Condition Counts(string key, ValuesCount count) =>
        Field(new FieldCondition { Key = key, ValuesCount = count });

    public static Condition IsEmpty(string key) => new() { IsEmpty = new IsEmptyCondition { Key = key } };

    public static Condition IsNull(string key) => new() { IsNull = new IsNullCondition { Key = key } };

    public static Condition HasId(params PointId[] ids) => new() { HasId = new HasIdCondition { HasId = { ids } } };

    public static Condition HasVector(string name) => new() { HasVector = new HasVectorCondition { HasVector = name } };

    public static Condition Nested(string key, Filter filter) =>
        new() { Nested = new NestedCondition { Key = key, Filter = filter } };

    public static GeoPoint Geo(double lon, double lat) => new() { Lon = lon, Lat = lat };

    public static Timestamp Time(string iso) => DateTimeOffset.Parse(
        iso, System.Globalization.CultureInfo.InvariantCulture).ToTimestamp();

    private static Vector Dense(float[] values)
    {
        var dense = new DenseVector();
        dense.Data.Add(values);
        return new Vector { Dense = dense };
    }

    private static Struct Object(JsonElement element)
    {
        var fields = new Struct();
        foreach (JsonProperty property in element.EnumerateObject())
            fields.Fields.Add(property.Name, Json(property.Value));
        return fields;
    }

    private static Value Json(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => new Value { NullValue = NullValue.NullValue },
        JsonValueKind.True or JsonValueKind.False => new Value { BoolValue = element.GetBoolean() },
        JsonValueKind.String => new Value { StringValue = element.GetString()! },
        JsonValueKind.Array =>
            new Value { ListValue = new ListValue { Values = { element.EnumerateArray().Select(Json) } } },
        JsonValueKind.Object => new Value { StructValue = Object(element) },
        _ => element.GetRawText().AsSpan().IndexOfAny(".eE") < 0
            ? new Value { IntegerValue = element.GetInt64() }
            : new Value { DoubleValue = element.GetDouble() },
    };
}
