using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;
using Xunit;
using Range = NeuralSearch.Contracts.Qdrant.Range;

namespace NeuralSearch.UnitTests.Node.Wire;

/// <summary>A filter is understood as a whole or refused: dropping a part would make a delete remove too much.</summary>
public sealed class RefusedFilterTests
{
    private static readonly Dictionary<string, Filter> Refused = new()
    {
        ["a condition without a variant"] = Make.Must(new Condition()),
        ["a condition without a variant beside one"] = Make.Must(Make.Integer("v", 1), new Condition()),
        ["a condition without a variant in should"] = Make.Should(new Condition()),
        ["a condition without a variant in must_not"] = Make.MustNot(new Condition()),
        ["a condition without a variant in min_should"] =
            new Filter { MinShould = new MinShould { MinCount = 0, Conditions = { new Condition() } } },
        ["a match without a value"] = Make.Must(Make.Match("v", new Match())),
        ["a field without a predicate"] = Make.Must(Make.Field(new FieldCondition { Key = "v" })),
        ["a slice"] = Make.Must(new Condition { Slice = new SliceCondition { Total = 2 } }),
        ["a nested condition without a filter"] = Make.Must(new Condition { Nested = new NestedCondition { Key = "o" } }),
        ["a nested condition without a variant"] = Make.Must(Make.Nested("o", Make.Must(new Condition()))),
        ["a filter in a filter"] = Make.Must(Make.Of(Make.Must(new Condition()))),
        ["a path that is none"] = Make.Must(Make.Integer("a..b", 1)),
        ["an empty path"] = Make.Must(Make.IsEmpty("")),
        ["a path with a bad index"] = Make.Must(Make.IsNull("a[x]")),
        ["a path with a space"] = Make.Must(Make.Integer("a b", 1)),
        ["an id that is none"] = Make.Must(Make.HasId(new PointId())),
        ["a circle without a centre"] =
            Make.Must(Make.Field(new FieldCondition { Key = "g", GeoRadius = new GeoRadius { Radius = 1 } })),
        ["a box without a corner"] = Make.Must(Make.Field(
            new FieldCondition { Key = "g", GeoBoundingBox = new GeoBoundingBox { TopLeft = Make.Geo(1, 1) } })),
        ["a polygon without a ring"] =
            Make.Must(Make.Field(new FieldCondition { Key = "g", GeoPolygon = new GeoPolygon() })),
        ["too deep a filter"] = Deep(70),
        ["unknown fields of Filter"] = Unknown.In(Make.Must(Make.Integer("v", 1))),
        ["unknown fields of an inner Filter"] = Make.Must(Make.Of(Unknown.In(Make.Must(Make.Integer("v", 1))))),
        ["unknown fields of Condition"] = Make.Must(Unknown.In(Make.Integer("v", 1))),
        ["unknown fields of MinShould"] = new Filter { MinShould = Unknown.In(new MinShould()) },
        ["unknown fields of NestedCondition"] =
            Make.Must(new Condition { Nested = Unknown.In(new NestedCondition { Key = "o", Filter = new Filter() }) }),
        ["unknown fields of IsEmptyCondition"] =
            Make.Must(new Condition { IsEmpty = Unknown.In(new IsEmptyCondition { Key = "v" }) }),
        ["unknown fields of IsNullCondition"] =
            Make.Must(new Condition { IsNull = Unknown.In(new IsNullCondition { Key = "v" }) }),
        ["unknown fields of HasIdCondition"] = Make.Must(new Condition { HasId = Unknown.In(new HasIdCondition()) }),
        ["unknown fields of HasVectorCondition"] =
            Make.Must(new Condition { HasVector = Unknown.In(new HasVectorCondition()) }),
        ["unknown fields of FieldCondition"] = Make.Must(Make.Field(
            Unknown.In(new FieldCondition { Key = "v", Match = new Match { Integer = 1 } }))),
        ["unknown fields of Match"] = Make.Must(Make.Match("v", Unknown.In(new Match { Integer = 1 }))),
        ["unknown fields of RepeatedStrings"] =
            Make.Must(Make.Match("v", new Match { Keywords = Unknown.In(new RepeatedStrings()) })),
        ["unknown fields of excepted RepeatedStrings"] =
            Make.Must(Make.Match("v", new Match { ExceptKeywords = Unknown.In(new RepeatedStrings()) })),
        ["unknown fields of RepeatedIntegers"] =
            Make.Must(Make.Match("v", new Match { Integers = Unknown.In(new RepeatedIntegers()) })),
        ["unknown fields of excepted RepeatedIntegers"] =
            Make.Must(Make.Match("v", new Match { ExceptIntegers = Unknown.In(new RepeatedIntegers()) })),
        ["unknown fields of Range"] = Make.Must(Make.Between("v", Unknown.In(new Range { Gt = 0 }))),
        ["unknown fields of DatetimeRange"] = Make.Must(Make.Between("v", Unknown.In(new DatetimeRange()))),
        ["unknown fields of ValuesCount"] = Make.Must(Make.Counts("v", Unknown.In(new ValuesCount { Gt = 0 }))),
        ["unknown fields of GeoRadius"] = Make.Must(Make.Field(
            new FieldCondition { Key = "g", GeoRadius = Unknown.In(new GeoRadius { Center = Make.Geo(1, 1) }) })),
        ["unknown fields of GeoPoint"] = Make.Must(Make.Field(
            new FieldCondition { Key = "g", GeoRadius = new GeoRadius { Center = Unknown.In(Make.Geo(1, 1)) } })),
        ["unknown fields of GeoBoundingBox"] = Make.Must(Make.Field(new FieldCondition
        {
            Key = "g",
            GeoBoundingBox = Unknown.In(new GeoBoundingBox { TopLeft = Make.Geo(1, 1), BottomRight = Make.Geo(1, 1) }),
        })),
        ["unknown fields of GeoPolygon"] = Make.Must(Make.Field(
            new FieldCondition { Key = "g", GeoPolygon = Unknown.In(new GeoPolygon { Exterior = new GeoLineString() }) })),
        ["unknown fields of GeoLineString"] = Make.Must(Make.Field(
            new FieldCondition { Key = "g", GeoPolygon = new GeoPolygon { Exterior = Unknown.In(new GeoLineString()) } })),
    };

    public static TheoryData<string> Cases => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_a_filter_cannot_mean_is_refused_by_every_request_and_deletes_nothing(string name)
    {
        Filter filter = Refused[name];
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        await node.UpsertAsync(Make.Point(1, [1, 0], """{"v":1}"""), Make.Point(2, [1, 0], """{"v":2}"""));

        Func<Task>[] calls =
        [
            () => node.DeleteAsync(filter),
            () => node.ScrollAsync(filter),
            () => node.CountAsync(filter),
            () => node.NearestAsync(Make.Input(1, 0), filter: filter),
            () => node.QueryAsync(new QueryPoints { Filter = filter }),
        ];

        foreach (Func<Task> call in calls)
            Assert.Equal(StatusCode.InvalidArgument, (await TestNode.FailureOf(call)).StatusCode);
        await node.HasIdsAsync([1, 2]);
    }

    [Fact]
    public async Task Selectors_and_queries_of_a_newer_contract_are_refused_whole()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        await node.UpsertAsync(Make.Point(1, [1, 0]));
        var ids = new PointsIdsList { Ids = { Make.Id(1) } };
        PointsSelector[] selectors =
        [
            Unknown.In(new PointsSelector { Points = ids }),
            new PointsSelector { Points = Unknown.In(ids) },
            Unknown.In(new PointsSelector()),
        ];

        foreach (PointsSelector selector in selectors)
        {
            var request = new DeletePoints { CollectionName = TestNode.Name, Wait = true, Points = selector };
            Status status = await TestNode.FailureOf(() => node.Points.DeleteAsync(request).ResponseAsync);
            Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        }

        var query = Unknown.In(new Contracts.Qdrant.Query { Nearest = Make.Input(1, 0) });
        Status refused = await TestNode.FailureOf(() => node.QueryAsync(new QueryPoints { Query = query }));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        await node.HasIdsAsync([1]);
    }

    [Fact]
    public async Task A_filter_as_deep_as_a_message_may_be_is_answered()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        await node.UpsertAsync(Make.Point(1, [1, 0]));

        await node.HasIdsAsync([1], Deep(45));
    }

    private static Filter Deep(int depth) => depth == 0 ? new Filter() : Make.Must(Make.Of(Deep(depth - 1)));
}
