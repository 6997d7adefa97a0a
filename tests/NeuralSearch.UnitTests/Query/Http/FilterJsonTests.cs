using System.Text.Json;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Query.Http;
using NeuralSearch.Query.Http.Filters;
using NeuralSearch.ServiceDefaults.Problems;
using Xunit;

namespace NeuralSearch.UnitTests.Query.Http;

public sealed class FilterJsonTests
{
    private const string Uuid = "0f8fad5b-d9cb-469f-a165-70867728950e";

    /// <summary>Qdrant's JSON on the left; the message, in protobuf's own JSON, on the right.</summary>
    public static TheoryData<string, string> Variants => new()
    {
        { """{}""", """{ }""" },
        { """{"must":null,"should":[]}""", """{ }""" },
        {
            """{"must":{"key":"k","match":{"value":"v"}}}""",
            """{ "must": [ { "field": { "key": "k", "match": { "keyword": "v" } } } ] }"""
        },
        {
            """{"must":[{"key":"k","match":{"value":-7}}]}""",
            """{ "must": [ { "field": { "key": "k", "match": { "integer": "-7" } } } ] }"""
        },
        {
            """{"should":[{"key":"k","match":{"value":false}}]}""",
            """{ "should": [ { "field": { "key": "k", "match": { "boolean": false } } } ] }"""
        },
        {
            """{"must_not":[{"key":"k","match":{"text":"a b"}}]}""",
            """{ "mustNot": [ { "field": { "key": "k", "match": { "text": "a b" } } } ] }"""
        },
        {
            """{"must":[{"key":"k","match":{"text_any":"a b"}}]}""",
            """{ "must": [ { "field": { "key": "k", "match": { "textAny": "a b" } } } ] }"""
        },
        {
            """{"must":[{"key":"k","match":{"phrase":"a b"}}]}""",
            """{ "must": [ { "field": { "key": "k", "match": { "phrase": "a b" } } } ] }"""
        },
        {
            """{"must":[{"key":"k","match":{"prefix":"a"}}]}""",
            """{ "must": [ { "field": { "key": "k", "match": { "prefix": "a" } } } ] }"""
        },
        {
            """{"must":[{"key":"k","match":{"any":["a","b"]}}]}""",
            """{ "must": [ { "field": { "key": "k", "match": { "keywords": { "strings": [ "a", "b" ] } } } } ] }"""
        },
        {
            """{"must":[{"key":"k","match":{"any":[1,2]}}]}""",
            """{ "must": [ { "field": { "key": "k", "match": { "integers": { "integers": [ "1", "2" ] } } } } ] }"""
        },
        {
            """{"must":[{"key":"k","match":{"any":[]}}]}""",
            """{ "must": [ { "field": { "key": "k", "match": { "keywords": { } } } } ] }"""
        },
        {
            """{"must":[{"key":"k","match":{"except":["a"]}}]}""",
            """{ "must": [ { "field": { "key": "k", "match": { "exceptKeywords": { "strings": [ "a" ] } } } } ] }"""
        },
        {
            """{"must":[{"key":"k","match":{"except":[3]}}]}""",
            """{ "must": [ { "field": { "key": "k", "match": { "exceptIntegers": { "integers": [ "3" ] } } } } ] }"""
        },
        {
            """{"must":[{"key":"y","range":{"gte":1980,"lt":1990.5,"gt":null}}]}""",
            """{ "must": [ { "field": { "key": "y", "range": { "lt": 1990.5, "gte": 1980 } } } ] }"""
        },
        {
            """{"must":[{"key":"y","range":{"gt":0,"lte":-1e3}}]}""",
            """{ "must": [ { "field": { "key": "y", "range": { "gt": 0, "lte": -1000 } } } ] }"""
        },
        {
            """{"must":[{"key":"d","range":{"gte":"1999-12-31","lt":"2000-01-01T01:30:00.25+01:00"}}]}""",
            """
            { "must": [ { "field": { "key": "d", "datetimeRange": {
                "lt": "2000-01-01T00:30:00.250Z", "gte": "1999-12-31T00:00:00Z"
            } } } ] }
            """
        },
        {
            """{"must":[{"key":"d","range":{"gt":"1999-12-31 23:59","lte":"1999-12-31t23:59:58z"}}]}""",
            """
            { "must": [ { "field": { "key": "d", "datetimeRange": {
                "gt": "1999-12-31T23:59:00Z", "lte": "1999-12-31T23:59:58Z"
            } } } ] }
            """
        },
        {
            """
            {"must":[{"key":"g","geo_bounding_box":{
                "top_left":{"lon":-1,"lat":2},"bottom_right":{"lon":3,"lat":-4}
            }}]}
            """,
            """
            { "must": [ { "field": { "key": "g", "geoBoundingBox": {
                "topLeft": { "lon": -1, "lat": 2 }, "bottomRight": { "lon": 3, "lat": -4 }
            } } } ] }
            """
        },
        {
            """{"must":[{"key":"g","geo_radius":{"center":{"lon":13.4,"lat":52.5},"radius":1000}}]}""",
            """
            { "must": [ { "field": { "key": "g", "geoRadius": {
                "center": { "lon": 13.4, "lat": 52.5 }, "radius": 1000
            } } } ] }
            """
        },
        {
            """
            {"must":[{"key":"g","geo_polygon":{
                "exterior":{"points":[{"lon":0,"lat":0},{"lon":1,"lat":0},{"lon":1,"lat":1},{"lon":0,"lat":0}]},
                "interiors":[]
            }}]}
            """,
            """
            { "must": [ { "field": { "key": "g", "geoPolygon": {
                "exterior": { "points": [ { }, { "lon": 1 }, { "lon": 1, "lat": 1 }, { } ] }
            } } } ] }
            """
        },
        {
            """{"must":[{"key":"c","values_count":{"gt":1,"gte":2,"lt":9,"lte":8}}]}""",
            """
            { "must": [ { "field": { "key": "c", "valuesCount": {
                "lt": "9", "gt": "1", "gte": "2", "lte": "8"
            } } } ] }
            """
        },
        {
            """{"must":[{"key":"k","is_empty":true},{"key":"k","is_null":false}]}""",
            """
            { "must": [
                { "field": { "key": "k", "isEmpty": true } }, { "field": { "key": "k", "isNull": false } }
            ] }
            """
        },
        {
            """{"must":[{"is_empty":{"key":"a.b"}},{"is_null":{"key":"c[]"}}]}""",
            """{ "must": [ { "isEmpty": { "key": "a.b" } }, { "isNull": { "key": "c[]" } } ] }"""
        },
        {
            $$"""
            {"must":[{"has_id":[
                1,18446744073709551615,"{{Uuid}}","0F8FAD5BD9CB469FA16570867728950E","urn:uuid:{{Uuid}}"
            ]}]}
            """,
            $$"""
            { "must": [ { "hasId": { "hasId": [
                { "num": "1" }, { "num": "18446744073709551615" },
                { "uuid": "{{Uuid}}" }, { "uuid": "{{Uuid}}" }, { "uuid": "{{Uuid}}" }
            ] } } ] }
            """
        },
        { """{"must":[{"has_vector":""}]}""", """{ "must": [ { "hasVector": { } } ] }""" },
        {
            """{"must":[{"nested":{"key":"cast","filter":{"must":[{"key":"name","match":{"value":"x"}}]}}}]}""",
            """
            { "must": [ { "nested": { "key": "cast", "filter": {
                "must": [ { "field": { "key": "name", "match": { "keyword": "x" } } } ]
            } } } ] }
            """
        },
        {
            """{"must":[{"should":[{"key":"k","is_null":true}]}]}""",
            """{ "must": [ { "filter": { "should": [ { "field": { "key": "k", "isNull": true } } ] } } ] }"""
        },
        {
            """{"min_should":{"conditions":[{"key":"k","is_null":true}],"min_count":1}}""",
            """{ "minShould": { "conditions": [ { "field": { "key": "k", "isNull": true } } ], "minCount": "1" } }"""
        },
    };

    public static TheoryData<string, string, string> Errors => new()
    {
        { """[]""", "filter", "must be an object, is an array" },
        { """{"most":[]}""", "filter.most", "unknown; allowed: must, should, must_not, min_should" },
        { """{"must":3}""", "filter.must", "must be an array, is a number" },
        { """{"must":["x"]}""", "filter.must[0]", "must be an object, is a string" },
        { """{"must":[{}]}""", "filter.must[0]", "is no condition" },
        { """{"must":[{"slice":{"total":2,"index":0}}]}""", "filter.must[0]", "is no condition" },
        { """{"must":[{"has_id":[],"is_null":{"key":"k"}}]}""", "filter.must[0]", "is no condition" },
        { """{"must":[{"key":"k"}]}""", "filter.must[0]", "has no predicate" },
        { """{"must":[{"key":"","is_null":true}]}""", "filter.must[0].key", "is empty" },
        { """{"must":[{"key":5,"is_null":true}]}""", "filter.must[0].key", "must be a string, is a number" },
        { """{"must":[{"key":"k","matches":{}}]}""", "filter.must[0].matches", "unknown; allowed: key, match, range" },
        {
            """{"must":[{"key":"k","match":{"value":1},"range":{"gt":1}}]}""",
            "filter.must[0]", "has 2 predicates (match, range)"
        },
        {
            """{"must":[{"key":"k","match":{"foo":1}}]}""",
            "filter.must[0].match.foo", "unknown; allowed: value, text, text_any"
        },
        { """{"must":[{"key":"k","match":{}}]}""", "filter.must[0].match", "must have exactly one of" },
        { """{"must":[{"key":"k","match":{"value":"a","text":"b"}}]}""", "filter.must[0].match", "has 2" },
        {
            """{"must":[{"key":"k","match":{"value":1.5}}]}""",
            "filter.must[0].match.value", "is 1.5: only whole numbers"
        },
        { """{"must":[{"key":"k","match":{"value":[]}}]}""", "filter.must[0].match.value", "is an array" },
        { """{"must":[{"key":"k","match":{"text":1}}]}""", "filter.must[0].match.text", "must be a string" },
        { """{"must":[{"key":"k","match":{"any":"a"}}]}""", "filter.must[0].match.any", "must be an array" },
        {
            """{"must":[{"key":"k","match":{"any":["a",2]}}]}""",
            "filter.must[0].match.any[1]", "must be a string, or all"
        },
        {
            """{"must":[{"key":"k","match":{"except":[1,2.5]}}]}""",
            "filter.must[0].match.except[1]", "must be a whole number"
        },
        { """{"must":[{"key":"k","range":{}}]}""", "filter.must[0].range", "has no bound" },
        {
            """{"must":[{"key":"k","range":{"from":1}}]}""",
            "filter.must[0].range.from", "unknown; allowed: lt, gt, gte, lte"
        },
        {
            """{"must":[{"key":"k","range":{"gt":true}}]}""",
            "filter.must[0].range.gt", "must be a number, is a boolean"
        },
        { """{"must":[{"key":"k","range":{"gt":1e999}}]}""", "filter.must[0].range.gt", "is too large" },
        {
            """{"must":[{"key":"k","range":{"gt":"2000","lt":"2001-02-30"}}]}""",
            "filter.must[0].range.gt", "is no date"
        },
        {
            """{"must":[{"key":"k","range":{"gt":"2000-01-01","lt":5}}]}""",
            "filter.must[0].range.lt", "must be a string"
        },
        { """{"must":[{"key":"k","values_count":{"gt":-1}}]}""", "filter.must[0].values_count.gt", "0 or more, is -1" },
        { """{"must":[{"key":"k","is_empty":"yes"}]}""", "filter.must[0].is_empty", "must be true or false" },
        { """{"must":[{"is_null":{}}]}""", "filter.must[0].is_null.key", "is missing" },
        { """{"must":[{"has_id":[-1]}]}""", "filter.must[0].has_id[0]", "or a UUID, is -1" },
        { """{"must":[{"has_id":["abc"]}]}""", "filter.must[0].has_id[0]", "or a UUID, is a string" },
        { """{"must":[{"has_vector":1}]}""", "filter.must[0].has_vector", "must be a string" },
        { """{"must":[{"nested":{"key":"k"}}]}""", "filter.must[0].nested.filter", "is missing" },
        { """{"min_should":{"conditions":[]}}""", "filter.min_should.min_count", "is missing" },
        { """{"min_should":{"conditions":[],"min_count":0}}""", "filter.min_should.min_count", "must be 1 or more" },
        {
            """{"must":[{"key":"k","geo_radius":{"center":{"lon":1},"radius":1}}]}""",
            "filter.must[0].geo_radius.center.lat", "is missing"
        },
        {
            """{"must":[{"key":"k","geo_radius":{"center":{"lon":181,"lat":0},"radius":1}}]}""",
            "filter.must[0].geo_radius.center.lon", "-180 to 180 degrees, is 181"
        },
        {
            """{"must":[{"key":"k","geo_radius":{"center":{"lon":1,"lat":0},"radius":-1}}]}""",
            "filter.must[0].geo_radius.radius", "0 or more, is -1"
        },
        {
            """{"must":[{"key":"k","geo_bounding_box":{"top_left":{"lon":1,"lat":0}}}]}""",
            "filter.must[0].geo_bounding_box.bottom_right", "is missing"
        },
        {
            """{"must":[{"key":"k","geo_polygon":{"exterior":{"points":[{"lon":1,"lat":0}]}}}]}""",
            "filter.must[0].geo_polygon.exterior.points", "closed ring"
        },
    };

    [Theory]
    [MemberData(nameof(Variants))]
    public void Every_variant_becomes_its_message(string json, string expected)
    {
        var (filter, errors) = Read(json);

        Assert.Empty(errors);
        Assert.Equal(Filter.Parser.ParseJson(expected), filter);
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void Every_error_names_its_path(string json, string field, string message)
    {
        var (_, errors) = Read(json);

        Assert.Contains(
            errors, error => error.Field == field && error.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void All_errors_of_a_filter_are_reported_at_once()
    {
        var (_, errors) = Read("""{"must":[{"key":"a","match":{"x":1}},{"key":"b","range":{}}],"should":[{}]}""");

        Assert.Equal(
            ["filter.must[0].match.x", "filter.must[1].range", "filter.should[0]"],
            errors.Select(error => error.Field));
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(21, false)]
    public void Filters_nest_up_to_a_bound(int depth, bool accepted)
    {
        var json = "{}";
        for (var i = 1; i < depth; i++)
            json = $$"""{"must":{{json.Replace("{}", "{\"should\":[]}", StringComparison.Ordinal)}}}""";

        var (_, errors) = Read(json);

        Assert.Equal(accepted, errors.Count == 0);
    }

    private static (Filter Filter, IReadOnlyList<FieldError> Errors) Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var errors = new RequestErrors();
        var filter = FilterJson.Read(new JsonCursor(document.RootElement, "filter", errors));
        var problem = Record.Exception(errors.ThrowIfAny);
        return (filter, (problem as ProblemException)?.Problem.Errors ?? []);
    }
}
