using NeuralSearch.Contracts.Qdrant;
using Xunit;
using Range = NeuralSearch.Contracts.Qdrant.Range;

namespace NeuralSearch.UnitTests.Node.Filters;

/// <summary>Every condition against values of every type; there is one meaning, with an index and without.</summary>
public sealed class FilterTableTests
{
    private const string Uuid = "0A1B2C3D-4e5f-6071-8293-a4b5c6d7e8f9";

    private static readonly (ulong Id, string Payload)[] Points =
    [
        (1, """{"k":"red","n":1,"f":1.0,"b":true,"d":"2024-02-29T12:00:00Z","g":{"lon":13.4,"lat":52.5}}"""),
        (2, """{"k":["red","blue"],"n":[1,5],"f":2.5,"b":false,"g":[{"lon":2.35,"lat":48.85},{"lon":179.5,"lat":0}]}"""),
        (3, """{"k":"Red","n":5,"f":5,"b":[true,false],"d":["2023-12-31","2024-03-01T00:00:00+01:00"]}"""),
        (4, """{"k":null,"n":null,"g":null}"""),
        (5, "{}"),
        (6, """{"k":[],"n":[],"o":[]}"""),
        (7, """{"k":[null],"n":[null]}"""),
        (8, """{"k":[["red"]],"n":[[1]],"o":[{"a":1,"b":"x"},{"a":2,"b":"y","in":[{"z":1},{"z":2}]}]}"""),
        (9, """{"k":7,"n":5.0,"b":"true","o":[{"a":1,"b":"y"},{"a":2,"b":"x"},5,null]}"""),
        (10, """{"k":{"x":"red"},"n":{"x":1},"o":{"a":1,"b":"y"}}"""),
        (11, """{"k":"","n":-1,"t":"The quick brown fox","g":{"lon":"13.4","lat":52.5}}"""),
        (12, """
            {"k":"0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9","n":9007199254740993,"d":"yesterday","g":{"lon":-179.5,"lat":0.5}}
            """),
    ];

    private static readonly ulong[] All = [.. Points.Select(point => point.Id)];

    private static readonly Dictionary<string, (Filter Filter, ulong[] Expected)> Table = new()
    {
        ["keyword"] = Case(Make.Keyword("k", "red"), 1, 2),
        ["keyword, empty"] = Case(Make.Keyword("k", ""), 11),
        ["keyword, uuid in another spelling"] = Case(Make.Keyword("k", Uuid)),
        ["keyword of a number"] = Case(Make.Keyword("k", "7")),
        ["keyword of a missing field"] = Case(Make.Keyword("nope", "red")),
        ["keyword by element"] = Case(Make.Keyword("k[]", "blue"), 2),
        ["keyword by index"] = Case(Make.Keyword("k[1]", "blue"), 2),
        ["keyword by another index"] = Case(Make.Keyword("k[0]", "blue")),
        ["keyword in an inner array"] = Case(Make.Keyword("k[][]", "red"), 8),
        ["keyword by quoted path"] = Case(Make.Keyword("\"k\".\"x\"", "red"), 10),
        ["keyword through an array without []"] = Case(Make.Keyword("o.b", "y"), 10),
        ["keyword through an array"] = Case(Make.Keyword("o[].b", "y"), 8, 9),
        ["any keyword"] = Case(Make.AnyOf("k", "red", "Red"), 1, 2, 3),
        ["any of no keywords"] = Case(Make.AnyOf("k", Array.Empty<string>())),
        ["integer"] = Case(Make.Integer("n", 1), 1, 2),
        ["integer is no double"] = Case(Make.Integer("n", 5), 2, 3),
        ["integer beyond 2^53"] = Case(Make.Integer("n", 9007199254740993), 12),
        ["integer beside one beyond 2^53"] = Case(Make.Integer("n", 9007199254740992)),
        ["any integer"] = Case(Make.AnyOf("n", 5, -1), 2, 3, 11),
        ["any of no integers"] = Case(Make.AnyOf("n", Array.Empty<long>())),
        ["boolean true"] = Case(Make.Match("b", new Match { Boolean = true }), 1, 3),
        ["boolean false"] = Case(Make.Match("b", new Match { Boolean = false }), 2, 3),
        ["except keywords"] = Case(Make.Except("k", "red"), 2, 3, 8, 9, 10, 11, 12),
        ["except no keywords"] = Case(Make.Except("k", Array.Empty<string>()), 1, 2, 3, 8, 9, 10, 11, 12),
        ["except integers"] = Case(Make.Except("n", 1, 5), 8, 9, 10, 11, 12),
        ["text"] = Case(Make.Match("k", new Match { Text = "ed" }), 1, 2, 3),
        ["text is case-sensitive"] = Case(Make.Match("t", new Match { Text = "the" })),
        ["text, empty"] = Case(Make.Match("k", new Match { Text = "" }), 1, 2, 3, 11, 12),
        ["text over two words"] = Case(Make.Match("t", new Match { Text = "k b" }), 11),
        ["any word"] = Case(Make.Match("t", new Match { TextAny = "slow\tquick" }), 11),
        ["any word, none"] = Case(Make.Match("t", new Match { TextAny = " " })),
        ["phrase"] = Case(Make.Match("t", new Match { Phrase = "quick brown" }), 11),
        ["phrase, words apart"] = Case(Make.Match("t", new Match { Phrase = "quick fox" })),
        ["prefix"] = Case(Make.Match("k", new Match { Prefix = "re" }), 1, 2),
        ["range"] = Case(Make.Between("n", new Range { Gte = 5 }), 2, 3, 9, 12),
        ["range is strict"] = Case(Make.Between("n", new Range { Gt = 1, Lt = 5 })),
        ["range, inclusive"] = Case(Make.Between("f", new Range { Gte = 1, Lte = 2.5 }), 1, 2),
        ["range on both sides of one element"] = Case(Make.Between("n", new Range { Gt = 1, Lt = 5.5 }), 2, 3, 9),
        ["range on strings"] = Case(Make.Between("k", new Range { Gt = -1e9 }), 9),
        ["range without bounds"] = Case(Make.Between("n", new Range()), 1, 2, 3, 9, 11, 12),
        ["range to NaN"] = Case(Make.Between("n", new Range { Lt = double.NaN })),
        ["dates"] = Case(Make.Between("d", new DatetimeRange { Gte = Make.Time("2024-02-29T12:00:00Z") }), 1, 3),
        ["dates are strict"] = Case(Make.Between("d", new DatetimeRange { Gt = Make.Time("2024-02-29T12:00:00Z") }), 3),
        ["dates in a zone"] = Case(
            Make.Between("d", new DatetimeRange
            {
                Gte = Make.Time("2024-02-29T23:00:00Z"),
                Lte = Make.Time("2024-02-29T23:00:00Z"),
            }),
            3),
        ["dates before"] = Case(Make.Between("d", new DatetimeRange { Lt = Make.Time("2024-01-01T00:00:00Z") }), 3),
        ["numbers beat dates in one condition"] = Case(
            Make.Field(new FieldCondition
            {
                Key = "d",
                Range = new Range { Gt = 0 },
                DatetimeRange = new DatetimeRange { Gt = Make.Time("2000-01-01T00:00:00Z") },
            })),
        ["radius"] = Case(Radius("g", 13.4, 52.5, 1), 1),
        ["radius of zero"] = Case(Radius("g", 13.4, 52.5, 0)),
        ["radius as far as Paris"] = Case(Radius("g", 13.4, 52.5, 900_000), 1, 2),
        ["radius below Paris"] = Case(Radius("g", 13.4, 52.5, 870_000), 1),
        ["radius over the antimeridian"] = Case(Radius("g", 180, 0, 100_000), 2, 12),
        ["box"] = Case(Box("g", (0, 60), (20, 40)), 1, 2),
        ["box, on the west edge"] = Case(Box("g", (13.4, 60), (20, 50))),
        ["box, on the east edge"] = Case(Box("g", (10, 60), (13.4, 50))),
        ["box, on the north edge"] = Case(Box("g", (10, 52.5), (20, 50))),
        ["box, on the south edge"] = Case(Box("g", (10, 60), (20, 52.5))),
        ["box over the antimeridian"] = Case(Box("g", (179, 10), (-179, -10)), 2, 12),
        ["polygon"] = Case(Polygon([(0, 40), (20, 40), (20, 60), (0, 60), (0, 40)]), 1, 2),
        ["polygon with a hole"] = Case(
            Polygon(
                [(0, 40), (20, 40), (20, 60), (0, 60), (0, 40)], [(10, 50), (15, 50), (15, 55), (10, 55), (10, 50)]),
            2),
        ["count of null and []"] = Case(Make.Counts("k", new ValuesCount { Lt = 1 }), 4, 6),
        ["count of one"] = Case(Make.Counts("k", new ValuesCount { Gte = 1, Lte = 1 }), 1, 3, 7, 8, 9, 10, 11, 12),
        ["count of two"] = Case(Make.Counts("k", new ValuesCount { Gt = 1, Lt = 3 }), 2),
        ["count of anything"] = Case(Make.Counts("k", new ValuesCount()), [.. All.Where(id => id != 5)]),
        ["is empty"] = Case(Make.IsEmpty("k"), 4, 5, 6),
        ["is empty in a field"] = Case(Make.Field(new FieldCondition { Key = "k", IsEmpty = true }), 4, 5, 6),
        ["is not empty in a field"] = Case(
            Make.Field(new FieldCondition { Key = "k", IsEmpty = false }), 1, 2, 3, 7, 8, 9, 10, 11, 12),
        ["is null"] = Case(Make.IsNull("k"), 4),
        ["is null in a field"] = Case(Make.Field(new FieldCondition { Key = "k", IsNull = true }), 4, 7),
        ["is not null in a field"] = Case(
            Make.Field(new FieldCondition { Key = "k", IsNull = false }), 1, 2, 3, 5, 6, 8, 9, 10, 11, 12),
        ["count beats all"] = Case(
            Make.Field(new FieldCondition
            {
                Key = "k",
                ValuesCount = new ValuesCount { Gt = 1 },
                IsEmpty = true,
                Match = new Match { Keyword = "Red" },
            }),
            2),
        ["empty beats null and match"] = Case(
            Make.Field(
                new FieldCondition { Key = "k", IsEmpty = true, IsNull = true, Match = new Match { Keyword = "red" } }),
            4, 5, 6),
        ["several predicates are alternatives"] = Case(
            Make.Field(
                new FieldCondition { Key = "k", Match = new Match { Keyword = "red" }, Range = new Range { Gt = 5 } }),
            1, 2, 9),
        ["a place is an alternative too"] = Case(
            Make.Field(new FieldCondition
            {
                Key = "g",
                Match = new Match { Keyword = "x" },
                GeoRadius = new GeoRadius { Center = Make.Geo(13.4, 52.5), Radius = 1 },
            }),
            1),
        ["ids"] = Case(Make.HasId(Make.Id(1), Make.Id(5), Make.Id(99), Make.Id(Uuid)), 1, 5),
        ["no ids"] = Case(Make.HasId()),
        ["has the vector"] = Case(Make.HasVector(""), 1, 2, 3),
        ["has an unknown vector"] = Case(Make.HasVector("nope")),
        ["nested, one element satisfies all"] = Case(
            Make.Nested("o", Make.Must(Make.Integer("a", 1), Make.Keyword("b", "y"))), 9),
        ["not nested, elements satisfy together"] = Case(
            Make.Must(Make.Integer("o[].a", 1), Make.Keyword("o[].b", "y")), 8, 9),
        ["nested with [] spelled out"] = Case(Make.Nested("o[]", Make.Must(Make.Integer("a", 2))), 8, 9),
        ["nested, must not"] = Case(Make.Nested("o", Make.MustNot(Make.Integer("a", 1))), 8, 9),
        ["nested in nested"] = Case(Make.Nested("o", Make.Must(Make.Nested("in", Make.Must(Make.Integer("z", 2))))), 8),
        ["nested with has_id"] = Case(Make.Nested("o", Make.Must(Make.HasId(Make.Id(8))))),
        ["nested without has_id"] = Case(Make.Nested("o", Make.MustNot(Make.HasId(Make.Id(8)))), 8, 9),
        ["nested with has_vector"] = Case(Make.Nested("o", Make.Must(Make.HasVector("")))),
        ["empty filter"] = Case(new Filter(), All),
        ["must of nothing in a condition"] = Case(Make.Must(Make.Of(new Filter())), All),
        ["must not of everything"] = Case(Make.MustNot(Make.Of(new Filter()))),
        ["must"] = Case(Make.Must(Make.Keyword("k", "red"), Make.Integer("n", 5)), 2),
        ["must not"] = Case(Make.MustNot(Make.Keyword("k", "red"), Make.Integer("n", 5)), 4, 5, 6, 7, 8, 9, 10, 11, 12),
        ["should"] = Case(Make.Should(Make.Keyword("k", "red"), Make.Integer("n", -1)), 1, 2, 11),
        ["all clauses together"] = Case(
            new Filter
            {
                Must = { Make.Between("n", new Range { Gte = 1 }) },
                MustNot = { Make.Keyword("k", "Red") },
                Should = { Make.Integer("n", 1), Make.Integer("n", 9007199254740993) },
            },
            1, 2, 12),
        ["at least two"] = Case(AtLeast(2), 1, 2),
        ["at least one"] = Case(AtLeast(1), 1, 2, 3),
        ["at least none"] = Case(AtLeast(0), All),
        ["at least four of three"] = Case(AtLeast(4)),
        ["at least one of none"] = Case(new Filter { MinShould = new MinShould { MinCount = 1 } }, All),
    };

    public static TheoryData<string> Cases => [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_condition_means_the_same_with_and_without_indexes(string name)
    {
        (Filter filter, ulong[] expected) = Table[name];
        await using TestNode node = TestNode.Start();
        await node.CreateAsync(size: 1);
        PointStruct[] points =
        [
            .. Points.Select(point => Make.Point(
                Make.Id(point.Id), point.Id <= 3 ? Make.Vector(1) : Make.NoVectors(), point.Payload)),
        ];
        await node.UpsertAsync(points);

        await node.HasIdsAsync(expected, filter);
        Assert.Equal((ulong)expected.Length, await node.CountAsync(filter));

        // Indexes of whatever type, made before and after the points, change nothing; nor do versions that are over.
        FieldType[] types =
            [FieldType.Keyword, FieldType.Integer, FieldType.Datetime, FieldType.Bool, FieldType.Uuid, FieldType.Float];
        string[] fields = ["k", "n", "d", "b", "o[].a", "o[].b", "k[]", "f", "g"];
        for (int i = 0; i < fields.Length; i++) await node.IndexFieldAsync(fields[i], types[i % types.Length]);
        await node.HasIdsAsync(expected, filter);
        await node.UpsertPayloadsAsync(Points.Select(point => (point.Id, """{"k":"red","n":1}""")).ToArray());
        await node.UpsertAsync(points);
        await node.HasIdsAsync(expected, filter);
    }

    private static (Filter Filter, ulong[] Expected) Case(Condition condition, params ulong[] expected) =>
        (Make.Must(condition), expected);

    private static (Filter Filter, ulong[] Expected) Case(Filter filter, params ulong[] expected) => (filter, expected);

    private static Filter AtLeast(ulong count) => new()
    {
        MinShould = new MinShould
        {
            MinCount = count,
            Conditions =
            {
                Make.Keyword("k", "red"),
                Make.Match("b", new Match { Boolean = true }),
                Make.Between("f", new Range { Gt = 2, Lt = 3 }),
            },
        },
    };

    private static Condition Radius(string key, double lon, double lat, float metres) => Make.Field(new FieldCondition
    {
        Key = key,
        GeoRadius = new GeoRadius { Center = Make.Geo(lon, lat), Radius = metres },
    });

    private static Condition Box(string key, (double Lon, double Lat) topLeft, (double Lon, double Lat) bottomRight) =>
        Make.Field(new FieldCondition
        {
            Key = key,
            GeoBoundingBox = new GeoBoundingBox
            {
                TopLeft = Make.Geo(topLeft.Lon, topLeft.Lat),
                BottomRight = Make.Geo(bottomRight.Lon, bottomRight.Lat),
            },
        });

    private static Condition Polygon((double Lon, double Lat)[] exterior, params (double Lon, double Lat)[][] interiors) =>
        Make.Field(new FieldCondition
        {
            Key = "g",
            GeoPolygon = new GeoPolygon { Exterior = Ring(exterior), Interiors = { interiors.Select(Ring) } },
        });

    private static GeoLineString Ring((double Lon, double Lat)[] points) =>
        new() { Points = { points.Select(point => Make.Geo(point.Lon, point.Lat)) } };
}
