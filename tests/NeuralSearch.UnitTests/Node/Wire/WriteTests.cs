using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Storage;
using Xunit;
using Value = NeuralSearch.Contracts.Qdrant.Value;

namespace NeuralSearch.UnitTests.Node.Wire;

public sealed class WriteTests
{
    [Fact]
    public async Task An_upsert_replaces_the_whole_point_and_the_last_of_two_wins()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateNamedAsync(("a", 1, Distance.Dot), ("b", 1, Distance.Dot));
        await node.UpsertAsync(Make.Point(Make.Id(1), Make.Named(("a", [1]), ("b", [1])), """{"x":1,"y":2}"""));

        await node.UpsertAsync(
            Make.Point(Make.Id(1), Make.Named(("a", [2])), """{"x":2}"""),
            Make.Point(Make.Id(1), Make.Named(("b", [3])), """{"z":3}"""));

        RetrievedPoint point = Assert.Single(await node.ScrollAsync());
        Assert.Equal(Make.Payload("""{"z":3}"""), point.Payload);
        Assert.Equal(["b"], point.Vectors.Vectors.Vectors.Keys);
        Assert.Equal(1ul, await node.CountAsync());
    }

    [Fact]
    public async Task A_write_that_is_not_waited_for_is_acknowledged_and_visible_after_the_next_that_is()
    {
        await using TestNode node = await StartAsync();
        var request = new UpsertPoints { CollectionName = TestNode.Name, Points = { Make.Point(1, [1, 0]) } };

        UpdateStatus first = (await node.Points.UpsertAsync(request)).Result.Status;
        UpdateStatus second = (await node.UpsertAsync(Make.Point(2, [1, 0]))).Status;

        Assert.Equal((UpdateStatus.Acknowledged, UpdateStatus.Completed), (first, second));
        await node.HasIdsAsync([1, 2]);
    }

    [Fact]
    public async Task A_request_may_be_changed_as_soon_as_it_is_answered()
    {
        await using TestNode node = await StartAsync();
        for (ulong id = 0; id < 100; id++)
        {
            PointStruct point = Make.Point(id, [id, 1], """{"a":"b"}""");
            UpsertPoints request = Make.Upsert(wait: false, point);
            await node.Points.UpsertAsync(request);
            point.Payload["a"].StringValue = "changed";
            point.Vectors.Vector.Dense.Data[0] = -1;
            point.Id.Num = 7_777;
        }

        await node.UpsertAsync(Make.Point(100, [100, 1], """{"a":"b"}"""));
        IReadOnlyList<RetrievedPoint> points = await node.ScrollAsync();
        Assert.Equal(101, points.Count);
        Assert.All(points, point => Assert.Equal([point.Id.Num, 1f], point.Vectors.Vector.Dense.Data));
        Assert.All(points, point => Assert.Equal("b", point.Payload["a"].StringValue));
    }

    [Fact]
    public async Task Insert_only_and_update_only_spare_the_points_that_are_there_or_not()
    {
        await using TestNode node = await StartAsync();
        await node.UpsertAsync(Make.Point(1, [1, 0]));

        await UpsertAsync(node, UpdateMode.InsertOnly, null, Make.Point(1, [5, 5]), Make.Point(2, [2, 0]));
        await HasFirstsAsync(node, [1f, 2f]);
        await UpsertAsync(node, UpdateMode.UpdateOnly, null, Make.Point(2, [6, 0]), Make.Point(3, [3, 0]));
        await HasFirstsAsync(node, [1f, 6f]);
    }

    [Fact]
    public async Task An_update_filter_decides_about_the_points_that_are_there()
    {
        await using TestNode node = await StartAsync();
        await node.UpsertAsync(Make.Point(1, [1, 0], """{"v":1}"""), Make.Point(2, [2, 0], """{"v":2}"""));
        Filter one = Make.Must(Make.Integer("v", 1));

        await UpsertAsync(node, null, one, Make.Point(1, [9, 0]), Make.Point(2, [9, 0]), Make.Point(3, [9, 0]));

        await HasFirstsAsync(node, [9f, 2f, 9f]);
        Status status = await TestNode.FailureOf(
            () => UpsertAsync(node, null, Make.Must(new Condition()), Make.Point(1, [0, 0])));
        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        await HasFirstsAsync(node, [9f, 2f, 9f]);
    }

    [Fact]
    public async Task A_conditional_write_sees_every_write_before_it()
    {
        await using TestNode node = await StartAsync();
        Task[] writes =
        [
            .. Enumerable.Range(0, 50).Select(round => UpsertAsync(
                node, UpdateMode.InsertOnly, null, Make.Point(1, [round, 0], $$"""{"round":{{round}}}"""))),
        ];

        await Task.WhenAll(writes);

        // Exactly one of them can have found no point.
        Assert.Equal(1ul, Assert.Single(await node.NearestAsync(Make.Input(1, 0))).Version);
    }

    public static TheoryData<string, string> BadPoints => new()
    {
        { "dimension", "Wrong input: Vector dimension error: expected dim: 2, got 3" },
        { "empty vector", "Wrong input: Vector dimension error: expected dim: 2, got 0" },
        { "NaN", "NaN" },
        { "infinity", "finite" },
        { "no vectors", "Expected some vectors" },
        { "unknown vector", "Wrong input: Not existing vector name error: zz" },
        { "no id", "Empty ID is not allowed" },
        { "empty id", "No ID options provided" },
        { "bad uuid", "Unable to parse UUID: x" },
        { "NaN in payload", "cannot convert to json number" },
        { "infinity deep in payload", "cannot convert to json number" },
        { "too deep a payload", "nested deeper" },
        { "sparse", "sparse" },
        { "multi", "multi-vector" },
        { "inference", "Inference" },
    };

    [Theory]
    [MemberData(nameof(BadPoints))]
    public async Task A_bad_point_refuses_the_whole_request_waited_for_or_not(string what, string text)
    {
        await using TestNode node = await StartAsync();

        foreach (bool wait in (bool[])[true, false])
        {
            UpsertPoints request = Make.Upsert(wait, Make.Point(1, [1, 0]), Bad(what));
            Status status = await TestNode.FailureOf(() => node.Points.UpsertAsync(request).ResponseAsync);
            Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
            Assert.Contains(text, status.Detail, StringComparison.Ordinal);
        }

        await node.UpsertAsync(Make.Point(2, [1, 0]));
        await node.HasIdsAsync([2]);
    }

    [Fact]
    public async Task A_cosine_row_too_long_to_have_a_direction_is_normalised_or_refused_but_never_spoilt()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync(size: 2, Distance.Cosine);
        await node.UpsertAsync(Make.Point(1, [1e20f, 1e20f]));

        Status status = await TestNode.FailureOf(() => node.UpsertAsync(Make.Point(2, [float.MaxValue, float.MaxValue])));

        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.Equal([0.70710677f, 0.70710677f], Assert.Single(await node.ScrollAsync()).Vectors.Vector.Dense.Data);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(31)]
    public async Task A_deep_payload_that_is_taken_can_be_read_and_filtered(int depth)
    {
        await using TestNode node = await StartAsync();
        await node.UpsertAsync(Make.Point(1, [1, 0], Nest(depth)));
        await node.ReopenAsync();

        Assert.Equal(Make.Payload(Nest(depth)), Assert.Single(await node.ScrollAsync()).Payload);
        string path = string.Join('.', Enumerable.Repeat("a", depth));
        await node.HasIdsAsync([1], Make.Must(Make.Integer(path, 1)));
    }

    [Fact]
    public async Task Delete_by_ids_takes_those_that_are_there()
    {
        await using TestNode node = await StartAsync();
        await node.UpsertAsync(Make.Point(1, [1, 0]), Make.Point(2, [1, 0]), Make.Point(3, [1, 0]));

        Assert.Equal(UpdateStatus.Completed, (await node.DeleteAsync(Make.Id(2), Make.Id(99), Make.Id(2))).Status);
        await node.HasIdsAsync([1, 3]);
        Assert.Equal(UpdateStatus.Completed, (await node.DeleteAsync(Make.Id(2))).Status);
        await node.UpsertAsync(Make.Point(2, [7, 0]));
        await node.HasIdsAsync([1, 2, 3]);
        await node.ReopenAsync();
        await node.HasIdsAsync([1, 2, 3]);
    }

    [Fact]
    public async Task Delete_by_filter_takes_what_passes_when_its_turn_comes()
    {
        await using TestNode node = await StartAsync();
        await node.UpsertAsync(Make.Point(1, [1, 0], """{"v":1}"""), Make.Point(2, [1, 0], """{"v":2}"""));

        await node.DeleteAsync(Make.Must(Make.Integer("v", 2)));
        await node.HasIdsAsync([1]);
        await node.DeleteAsync(Make.Must(Make.Integer("v", 2)));
        await node.HasIdsAsync([1]);
        await node.DeleteAsync(new Filter());
        await node.HasIdsAsync([]);
    }

    [Fact]
    public async Task Empty_and_missing_selections_are_refused()
    {
        await using TestNode node = await StartAsync();
        await node.UpsertAsync(Make.Point(1, [1, 0]));

        Assert.Equal("PointSelector is missing", await DeleteFailureAsync(node, null));
        Assert.Equal("Malformed PointsSelector type", await DeleteFailureAsync(node, new PointsSelector()));
        var noIds = new PointsSelector { Points = new PointsIdsList() };
        Assert.Equal("Bad request: Empty update request", await DeleteFailureAsync(node, noIds));
        Status empty = await TestNode.FailureOf(() => node.UpsertAsync());
        Assert.Equal(new Status(StatusCode.InvalidArgument, "Bad request: Empty update request"), empty);
        await node.HasIdsAsync([1]);
    }

    [Fact]
    public async Task A_write_with_no_time_to_wait_is_carried_out_all_the_same()
    {
        await using TestNode node = await StartAsync();
        UpsertPoints request = Make.Upsert(wait: true, Make.Point(1, [1, 0]));
        request.Timeout = 0;

        UpdateStatus status = (await node.Points.UpsertAsync(request)).Result.Status;

        Assert.True(status is UpdateStatus.WaitTimeout or UpdateStatus.Completed, $"{status}");
        await node.UpsertAsync(Make.Point(2, [1, 0]));
        await node.HasIdsAsync([1, 2]);
    }

    [Fact]
    public async Task A_write_whose_caller_has_gone_is_carried_out_and_the_caller_is_let_go()
    {
        await using TestNode node = await StartAsync();
        using var cancellation = new CancellationTokenSource();
        Status status;
        await using (new HeldWriter(node))
        {
            AsyncUnaryCall<PointsOperationResponse> call = node.Points.UpsertAsync(
                Make.Upsert(wait: true, Make.Point(1, [1, 0])), cancellationToken: cancellation.Token);
            await cancellation.CancelAsync();
            status = await TestNode.FailureOf(() => call.ResponseAsync);
        }

        Assert.Equal(StatusCode.Cancelled, status.StatusCode);
        await node.UpsertAsync(Make.Point(2, [1, 0]));
        Assert.Contains(2ul, await node.IdsAsync());
    }

    [Fact]
    public async Task A_payload_may_carry_fields_of_a_newer_contract_without_harm()
    {
        await using TestNode node = await StartAsync();
        PointStruct point = Make.Point(1, [1, 0], """{"s":{"a":1},"l":[1,2],"n":5}""");
        point.Payload["s"].StructValue = Unknown.In(point.Payload["s"].StructValue);
        point.Payload["l"].ListValue = Unknown.In(point.Payload["l"].ListValue);
        point.Payload["n"] = Unknown.In(point.Payload["n"]);
        await node.UpsertAsync(point);

        Condition two = Make.Counts("l", new ValuesCount { Gte = 2, Lte = 2 });
        await node.HasIdsAsync(
            [1], Make.Must(Make.Integer("s.a", 1), Make.Integer("l", 2), Make.Integer("n", 5), two));
        await node.HasIdsAsync([], Make.Must(Make.Integer("s.b", 1)));
    }

    private static string Nest(int depth) =>
        string.Concat(Enumerable.Repeat("""{"a":""", depth)) + "1" + new string('}', depth);

    private static PointStruct Bad(string what)
    {
        PointStruct point = Make.Point(3, [1, 2]);
        switch (what)
        {
            case "dimension":
                point.Vectors = Make.Vector(1, 2, 3);
                break;
            case "empty vector":
                point.Vectors = Make.Vector();
                break;
            case "NaN":
                point.Vectors = Make.Vector(1, float.NaN);
                break;
            case "infinity":
                point.Vectors = Make.Vector(float.NegativeInfinity, 1);
                break;
            case "no vectors":
                point.Vectors = null;
                break;
            case "unknown vector":
                point.Vectors = Make.Named(("zz", [1, 2]));
                break;
            case "no id":
                point.Id = null;
                break;
            case "empty id":
                point.Id = new PointId();
                break;
            case "bad uuid":
                point.Id = Make.Id("x");
                break;
            case "NaN in payload":
                point.Payload.Add("a", new Value { DoubleValue = double.NaN });
                break;
            case "infinity deep in payload":
                point.Payload.Add(Make.Payload("""{"a":[{"b":null}]}"""));
                point.Payload["a"].ListValue.Values[0].StructValue.Fields["b"].DoubleValue = double.PositiveInfinity;
                break;
            case "too deep a payload":
                point.Payload.Add(Make.Payload(Nest(40)));
                break;
            case "sparse":
                point.Vectors.Vector = new Vector { Sparse = new SparseVector { Indices = { 1 }, Values = { 1 } } };
                break;
            case "multi":
                point.Vectors.Vector = new Vector { MultiDense = new MultiDenseVector() };
                break;
            default:
                point.Vectors.Vector = new Vector { Document = new Document { Text = "x" } };
                break;
        }

        return point;
    }

    private static async Task<TestNode> StartAsync()
    {
        TestNode node = TestNode.Start();
        await node.CreateAsync();
        return node;
    }

    private static Task<PointsOperationResponse> UpsertAsync(
        TestNode node, UpdateMode? mode, Filter? filter, params PointStruct[] points)
    {
        UpsertPoints request = Make.Upsert(wait: true, points);
        request.UpdateFilter = filter;
        if (mode is { } given) request.UpdateMode = given;
        return node.Points.UpsertAsync(request).ResponseAsync;
    }

    private static async Task<string> DeleteFailureAsync(TestNode node, PointsSelector? selector)
    {
        var request = new DeletePoints { CollectionName = TestNode.Name, Wait = true, Points = selector };
        Status status = await TestNode.FailureOf(() => node.Points.DeleteAsync(request).ResponseAsync);
        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        return status.Detail;
    }

    private static async Task HasFirstsAsync(TestNode node, float[] expected) =>
        Assert.Equal(expected, (await node.ScrollAsync()).Select(point => point.Vectors.Vector.Dense.Data[0]));
}
