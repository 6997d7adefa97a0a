using NeuralSearch.Contracts.Qdrant;
using Range = NeuralSearch.Contracts.Qdrant.Range;

namespace NeuralSearch.UnitTests.Node.Filters;

/// <summary>Payloads of a few fields and values, and filters over them that often match some and seldom all.</summary>
internal sealed class RandomFilters(Random random)
{
    private static readonly string[] Scalars =
    [
        "null", "true", "false", "-1", "0", "1", "2", "9007199254740993", "-0.0", "0.0", "1.0", "2.5", "1e300",
        "\"\"", "\"a\"", "\"ab\"", "\"b a\"", "\"1\"",
        "\"2024-01-01\"", "\"2023-12-31T23:30:00-01:00\"", "\"2024-01-01T00:00:00.000001Z\"",
        """{"lon":13.4,"lat":52.5}""", """{"lon":2.35,"lat":48.85}""", """{"lon":-179.5,"lat":0.5}""",
        """{"lon":1,"lat":"x"}""",
    ];

    private static readonly string[] Keys = ["a", "b", "c-d", "ü"];

    private static readonly string[] Paths =
    [
        "a", "b", "\"c-d\"", "ü", "a.b", "a[]", "a[0]", "a[].b", "b.a", "b[].a", "a.b.a", "a[1].a[]", "\"a\".\"b\"",
        "nope",
    ];

    private static readonly string[] Texts = ["", "a", "ab", "b a", "1", "zz"];

    private static readonly double[] Numbers = [-1, 0, 1, 2.5, 9007199254740992, double.PositiveInfinity];

    private static readonly string[] Times = ["2023-12-31T00:00:00Z", "2024-01-01T00:00:00Z", "2024-01-01T00:30:00Z"];

    public string Payload(int depth = 0)
    {
        IEnumerable<string> keys = Keys.Where(_ => random.Next(3) > 0);
        return $"{{{string.Join(',', keys.Select(key => $"\"{key}\":{Value(depth)}"))}}}";
    }

    public string Path() => Pick(Paths);

    public Filter Filter(int depth = 0)
    {
        var filter = new Filter();
        while (filter.Must.Count + filter.MustNot.Count + filter.Should.Count == 0 && random.Next(12) > 0)
        {
            filter.Must.AddRange(Conditions(depth));
            filter.MustNot.AddRange(Conditions(depth));
            filter.Should.AddRange(Conditions(depth));
        }

        if (random.Next(5) == 0)
        {
            filter.MinShould = new MinShould { MinCount = (ulong)random.Next(4) };
            filter.MinShould.Conditions.AddRange(Conditions(depth));
            filter.MinShould.Conditions.AddRange(Conditions(depth));
        }

        return filter;
    }

    private string Value(int depth) => random.Next(depth > 2 ? 4 : 7) switch
    {
        < 4 => Pick(Scalars),
        < 6 => $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Value(depth + 1)))}]",
        _ => Payload(depth + 1),
    };

    private Condition[] Conditions(int depth) =>
        [.. Enumerable.Range(0, random.Next(3) == 0 ? random.Next(1, 3) : 0).Select(_ => Condition(depth))];

    private Condition Condition(int depth) => random.Next(depth > 2 ? 10 : 13) switch
    {
        < 7 => Make.Field(Field()),
        7 => Make.IsEmpty(Path()),
        8 => Make.IsNull(Path()),
        9 => Make.HasId([.. Enumerable.Range(0, random.Next(30)).Select(_ => Make.Id((ulong)random.Next(60)))]),
        < 12 => Make.Of(Filter(depth + 1)),
        _ => Make.Nested(Path(), Filter(depth + 1)),
    };

    private FieldCondition Field()
    {
        var field = new FieldCondition { Key = Path() };
        do
        {
            switch (random.Next(9))
            {
                case < 3:
                    field.Match = Match();
                    break;
                case 3:
                    field.Range = Range();
                    break;
                case 4:
                    field.DatetimeRange = Dates();
                    break;
                case 5:
                    field.GeoRadius = new GeoRadius
                    {
                        Center = Make.Geo(13.4, 52.5),
                        Radius = Pick([1_000f, 900_000f, 3e7f]),
                    };
                    break;
                case 6:
                    field.GeoBoundingBox = new GeoBoundingBox
                    {
                        TopLeft = Make.Geo(Pick([0.0, 170]), 60),
                        BottomRight = Make.Geo(Pick([20.0, -170]), Pick([-10.0, 50])),
                    };
                    break;
                case 7:
                    field.ValuesCount = new ValuesCount { Gte = (ulong)random.Next(3), Lt = (ulong)random.Next(1, 5) };
                    break;
                default:
                    if (random.Next(2) == 0) field.IsEmpty = random.Next(2) == 0;
                    else field.IsNull = random.Next(2) == 0;
                    break;
            }
        }
        while (random.Next(6) == 0);

        return field;
    }

    private Match Match() => random.Next(11) switch
    {
        0 => new Match { Keyword = Pick(Texts) },
        1 => new Match { Integer = random.Next(-1, 3) },
        2 => new Match { Boolean = random.Next(2) == 0 },
        3 => new Match { Keywords = new RepeatedStrings { Strings = { Some(Texts) } } },
        4 => new Match { Integers = new RepeatedIntegers { Integers = { Some([-1L, 0, 1, 2]) } } },
        5 => new Match { ExceptKeywords = new RepeatedStrings { Strings = { Some(Texts) } } },
        6 => new Match { ExceptIntegers = new RepeatedIntegers { Integers = { Some([-1L, 0, 1, 2]) } } },
        7 => new Match { Text = Pick(Texts) },
        8 => new Match { Phrase = Pick(Texts) },
        9 => new Match { TextAny = $"{Pick(Texts)} {Pick(Texts)}" },
        _ => new Match { Prefix = Pick(Texts) },
    };

    private Range Range()
    {
        var range = new Range();
        if (random.Next(2) == 0) range.Gt = Pick(Numbers);
        if (random.Next(3) == 0) range.Gte = Pick(Numbers);
        if (random.Next(2) == 0) range.Lt = Pick(Numbers);
        if (random.Next(3) == 0) range.Lte = Pick(Numbers);
        return range;
    }

    private DatetimeRange Dates()
    {
        var range = new DatetimeRange();
        if (random.Next(2) == 0) range.Gt = Make.Time(Pick(Times));
        if (random.Next(3) == 0) range.Gte = Make.Time(Pick(Times));
        if (random.Next(2) == 0) range.Lt = Make.Time(Pick(Times));
        if (random.Next(3) == 0) range.Lte = Make.Time(Pick(Times));
        return range;
    }

    private T Pick<T>(T[] among) => among[random.Next(among.Length)];

    private IEnumerable<T> Some<T>(T[] among) => [.. among.Where(_ => random.Next(2) == 0)];
}
