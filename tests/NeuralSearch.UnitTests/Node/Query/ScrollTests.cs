using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;
using Xunit;

namespace NeuralSearch.UnitTests.Node.Query;

public sealed class ScrollTests
{
    private static readonly PointId[] Ordered =
    [
        Make.Id(0), Make.Id(3), Make.Id(20), Make.Id(ulong.MaxValue),
        Make.Id("00000000-0000-0000-0000-000000000001"), Make.Id("00000000-0000-0000-0000-0000000000ff"),
        Make.Id("7fffffff-0000-0000-0000-000000000000"), Make.Id("ffffffff-ffff-ffff-ffff-ffffffffffff"),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public async Task Pages_go_through_numbers_then_uuids_each_once(uint limit)
    {
        await using TestNode node = await StartAsync();

        Assert.Equal(Ordered, await PagesAsync(node, limit, _ => Task.CompletedTask));
    }

    [Fact]
    public async Task Points_that_go_while_pages_are_read_are_left_out_and_no_other()
    {
        await using TestNode node = await StartAsync();

        // Even the point that the next page was to begin with.
        List<PointId> seen = await PagesAsync(node, 2, async next => await node.DeleteAsync(next));

        Assert.Equal([Ordered[0], Ordered[1], Ordered[3], Ordered[4], Ordered[6], Ordered[7]], seen);
    }

    [Fact]
    public async Task A_page_begins_at_its_offset_and_the_last_names_no_next()
    {
        await using TestNode node = await StartAsync();

        ScrollResponse page = await node.Points.ScrollAsync(
            new ScrollPoints { CollectionName = TestNode.Name, Offset = Make.Id(4), Limit = 2 });
        ScrollResponse last = await node.Points.ScrollAsync(
            new ScrollPoints { CollectionName = TestNode.Name, Offset = Ordered[^1], Limit = 1 });
        ScrollResponse all = await node.Points.ScrollAsync(new ScrollPoints { CollectionName = TestNode.Name });

        Assert.Equal([Ordered[2], Ordered[3]], page.Result.Select(point => point.Id));
        Assert.Equal(Ordered[4], page.NextPageOffset);
        Assert.Equal([Ordered[^1]], last.Result.Select(point => point.Id));
        Assert.Null(last.NextPageOffset);
        Assert.Equal(8, all.Result.Count);
        Assert.Null(all.NextPageOffset);
        Assert.All(all.Result, point => Assert.Equal(1, point.Payload["a"].IntegerValue));
        Assert.All(all.Result, point => Assert.Null(point.Vectors));
    }

    [Fact]
    public async Task Pages_of_a_filter_hold_what_passes()
    {
        await using TestNode node = await StartAsync();
        var request = new ScrollPoints
        {
            CollectionName = TestNode.Name,
            Limit = 2,
            Filter = Make.MustNot(Make.HasId(Ordered[1], Ordered[4])),
            WithPayload = new WithPayloadSelector { Enable = false },
        };

        ScrollResponse first = await node.Points.ScrollAsync(request);
        request.Offset = first.NextPageOffset;
        ScrollResponse second = await node.Points.ScrollAsync(request);

        Assert.Equal([Ordered[0], Ordered[2]], first.Result.Select(point => point.Id));
        Assert.Equal([Ordered[3], Ordered[5]], second.Result.Select(point => point.Id));
        Assert.All(first.Result, point => Assert.Empty(point.Payload));
    }

    [Fact]
    public async Task Zero_points_and_an_order_by_field_are_refused()
    {
        await using TestNode node = await StartAsync();

        Status zero = await TestNode.FailureOf(() => node.Points.ScrollAsync(
            new ScrollPoints { CollectionName = TestNode.Name, Limit = 0 }).ResponseAsync);
        Status ordered = await TestNode.FailureOf(() => node.Points.ScrollAsync(
            new ScrollPoints { CollectionName = TestNode.Name, OrderBy = new OrderBy { Key = "a" } }).ResponseAsync);

        Assert.Equal(
            new Status(
                StatusCode.InvalidArgument, "Validation error in body: [limit: value 0 invalid, must be 1 or larger]"),
            zero);
        Assert.Equal(StatusCode.InvalidArgument, ordered.StatusCode);
        Assert.Contains("order_by", ordered.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_answers_in_the_order_of_the_ids_and_leaves_out_what_is_not_there()
    {
        await using TestNode node = await StartAsync();
        var request = new GetPoints
        {
            CollectionName = TestNode.Name,
            Ids =
            {
                Make.Id("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"), Make.Id(77), Make.Id(3),
                Make.Id("{00000000-0000-0000-0000-000000000001}"),
            },
            WithVectors = new WithVectorsSelector { Enable = true },
        };

        GetResponse found = await node.Points.GetAsync(request);

        Assert.Equal([Ordered[7], Ordered[1], Ordered[4]], found.Result.Select(point => point.Id));
        Assert.All(found.Result, point => Assert.Empty(point.Payload));
        Assert.All(found.Result, point => Assert.Equal([1f], point.Vectors.Vector.Dense.Data));
    }

    [Theory]
    [InlineData("urn:uuid:7FFFFFFF-0000-0000-0000-000000000000", true)]
    [InlineData("7fffffff000000000000000000000000", true)]
    [InlineData("7fffffff-0000-0000-0000-00000000000", false)]
    [InlineData("(7fffffff-0000-0000-0000-000000000000)", false)]
    [InlineData(" 7fffffff-0000-0000-0000-000000000000", false)]
    [InlineData("7", false)]
    [InlineData("", false)]
    public async Task Uuids_are_read_in_the_spellings_that_clients_use(string uuid, bool isValid)
    {
        await using TestNode node = await StartAsync();
        var request = new GetPoints { CollectionName = TestNode.Name, Ids = { Make.Id(uuid) } };

        if (isValid) Assert.Equal(Ordered[6], Assert.Single((await node.Points.GetAsync(request)).Result).Id);
        else
            Assert.Equal(
                new Status(StatusCode.InvalidArgument, $"Unable to parse UUID: {uuid}".TrimEnd()),
                await TestNode.FailureOf(() => node.Points.GetAsync(request).ResponseAsync));
    }

    private static async Task<TestNode> StartAsync()
    {
        TestNode node = TestNode.Start();
        await node.CreateAsync(size: 1);
        foreach (PointId id in Ordered.OrderBy(id => id.ToString(), StringComparer.Ordinal).Reverse())
            await node.UpsertAsync(Make.Point(id, Make.Vector(1), """{"a":1}"""));
        return node;
    }

    private static async Task<List<PointId>> PagesAsync(TestNode node, uint limit, Func<PointId, Task> between)
    {
        var seen = new List<PointId>();
        PointId? next = null;
        do
        {
            var request = new ScrollPoints { CollectionName = TestNode.Name, Limit = limit, Offset = next };
            ScrollResponse page = await node.Points.ScrollAsync(request);
            seen.AddRange(page.Result.Select(point => point.Id));
            next = page.NextPageOffset;
            if (next is not null) await between(next);
        }
        while (next is not null);

        return seen;
    }
}
