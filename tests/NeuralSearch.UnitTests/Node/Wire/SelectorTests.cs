using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;
using Xunit;

namespace NeuralSearch.UnitTests.Node.Wire;

public sealed class SelectorTests
{
    private const string Payload =
        """{"s":"x","n":null,"a":{"b":1,"c":{"d":2}},"l":[1,[2],{"v":3,"w":4}],"e":[],"q.r":5}""";

    [Theory]
    [InlineData("s", """{"s":"x"}""")]
    [InlineData("n", """{"n":null}""")]
    [InlineData("a", """{"a":{"b":1,"c":{"d":2}}}""")]
    [InlineData("a.b", """{"a":{"b":1}}""")]
    [InlineData("a.c.d", """{"a":{"c":{"d":2}}}""")]
    [InlineData("a.nope", """{"a":{}}""")]
    [InlineData("s.x", """{"s":"x"}""")]
    [InlineData("nope", "{}")]
    [InlineData("l", """{"l":[1,[2],{"v":3,"w":4}]}""")]
    [InlineData("l[]", """{"l":[1,[2],{"v":3,"w":4}]}""")]
    [InlineData("l[0]", """{"l":[]}""")]
    [InlineData("l.v", """{"l":[]}""")]
    [InlineData("e", """{"e":[]}""")]
    [InlineData("\"q.r\"", """{"q.r":5}""")]
    [InlineData("s|a.b", """{"s":"x","a":{"b":1}}""")]
    public async Task Include_keeps_what_its_paths_lead_to(string paths, string expected)
    {
        var include = new PayloadIncludeSelector { Fields = { paths.Split('|') } };

        await AnswersAsync(new WithPayloadSelector { Include = include }, expected);
    }

    [Theory]
    [InlineData("s|n|a|l", """{"e":[],"q.r":5}""")]
    [InlineData("a.c|l|n|e", """{"s":"x","a":{"b":1},"q.r":5}""")]
    [InlineData("a.c.d|l|n|e|s", """{"a":{"b":1,"c":{}},"q.r":5}""")]
    [InlineData("l[].v|a|s|n|e|\"q.r\"", """{"l":[1,[2],{"w":4}]}""")]
    [InlineData("l[0]|a|s|n|e|\"q.r\"", """{"l":[1,[2],{"v":3,"w":4}]}""")]
    [InlineData("nope", Payload)]
    public async Task Exclude_drops_what_its_paths_lead_to(string paths, string expected)
    {
        var exclude = new PayloadExcludeSelector { Fields = { paths.Split('|') } };

        await AnswersAsync(new WithPayloadSelector { Exclude = exclude }, expected);
    }

    [Fact]
    public async Task On_and_off_are_all_and_nothing_and_no_choice_is_refused()
    {
        await AnswersAsync(new WithPayloadSelector { Enable = true }, Payload);
        await AnswersAsync(new WithPayloadSelector { Enable = false }, "{}");
        await using TestNode node = await StartAsync();
        Assert.Equal(
            new Status(StatusCode.InvalidArgument, "No PayloadSelector"),
            await TestNode.FailureOf(() => node.QueryAsync(new QueryPoints { WithPayload = new WithPayloadSelector() })));
    }

    [Fact]
    public async Task Vectors_come_all_or_by_name_and_an_unknown_name_is_refused()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateNamedAsync(("a", 1, Distance.Dot), ("b", 1, Distance.Dot));
        await node.UpsertAsync(
            Make.Point(Make.Id(1), Make.Named(("a", [1]), ("b", [2]))), Make.Point(Make.Id(2), Make.NoVectors()));

        Assert.Equal(["a", "b"], (await VectorsAsync(node, new WithVectorsSelector { Enable = true })).Keys.Order());
        Assert.Equal(["b"], (await VectorsAsync(node, Names("b"))).Keys);
        Assert.Empty(await VectorsAsync(node, Names()));
        Assert.Empty(await VectorsAsync(node, Names("b"), id: 2));
        Assert.Null((await QueryAsync(node, new WithVectorsSelector(), id: 1)).Vectors);
        Status status = await TestNode.FailureOf(() => VectorsAsync(node, Names("zz")));
        Assert.Equal(new Status(StatusCode.InvalidArgument, "Wrong input: Not existing vector name error: zz"), status);
    }

    private static WithVectorsSelector Names(params string[] names) =>
        new() { Include = new VectorsSelector { Names = { names } } };

    private static async Task<IReadOnlyDictionary<string, VectorOutput>> VectorsAsync(
        TestNode node, WithVectorsSelector selector, ulong id = 1) =>
        new Dictionary<string, VectorOutput>((await QueryAsync(node, selector, id)).Vectors.Vectors.Vectors);

    private static async Task<ScoredPoint> QueryAsync(TestNode node, WithVectorsSelector selector, ulong id) =>
        Assert.Single(await node.QueryAsync(
            new QueryPoints { WithVectors = selector, Filter = Make.Must(Make.HasId(Make.Id(id))) }));

    private static async Task AnswersAsync(WithPayloadSelector selector, string expected)
    {
        await using TestNode node = await StartAsync();

        ScoredPoint point = Assert.Single(await node.QueryAsync(new QueryPoints { WithPayload = selector }));

        Assert.Equal(Make.Payload(expected), point.Payload);
    }

    private static async Task<TestNode> StartAsync()
    {
        TestNode node = TestNode.Start();
        await node.CreateAsync(size: 1);
        await node.UpsertAsync(Make.Point(1, [1], Payload));
        return node;
    }
}
