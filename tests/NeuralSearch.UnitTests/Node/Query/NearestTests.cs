using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;
using Xunit;
using WireQuery = NeuralSearch.Contracts.Qdrant.Query;

namespace NeuralSearch.UnitTests.Node.Query;

public sealed class NearestTests
{
    private static readonly float[] Query = [2, 1];

    // Points 1 to 4, and by hand: products with the query, straight distances to it, street distances, cosines.
    private static readonly float[][] Rows = [[2, 0], [0, 2], [5, 5], [-2, 1]];

    [Theory]
    [InlineData(Distance.Dot, new ulong[] { 3, 1, 2, 4 }, new[] { 15f, 4, 2, -3 })]
    [InlineData(Distance.Euclid, new ulong[] { 1, 2, 4, 3 }, new[] { 1f, 2.236068f, 4, 5 })]
    [InlineData(Distance.Manhattan, new ulong[] { 1, 2, 4, 3 }, new[] { 1f, 3, 4, 7 })]
    [InlineData(Distance.Cosine, new ulong[] { 3, 1, 2, 4 }, new[] { 0.948683f, 0.894427f, 0.447214f, -0.6f })]
    public async Task Scores_and_their_order_are_those_that_define_the_metric(
        Distance distance, ulong[] ids, float[] scores)
    {
        await using TestNode node = await StartAsync(distance);

        IReadOnlyList<ScoredPoint> found = await node.NearestAsync(Make.Input(Query));

        Assert.Equal(ids, found.Select(point => point.Id.Num));
        Assert.All(found.Zip(scores), pair => Assert.Equal(pair.Second, pair.First.Score, 1e-5f));
    }

    [Theory]
    [InlineData(Distance.Dot, 2f, new ulong[] { 3, 1 })]
    [InlineData(Distance.Dot, -100f, new ulong[] { 3, 1, 2, 4 })]
    [InlineData(Distance.Euclid, 4f, new ulong[] { 1, 2 })]
    [InlineData(Distance.Euclid, 1f, new ulong[0])]
    [InlineData(Distance.Manhattan, 7f, new ulong[] { 1, 2, 4 })]
    [InlineData(Distance.Manhattan, 7.5f, new ulong[] { 1, 2, 4, 3 })]
    [InlineData(Distance.Cosine, 0f, new ulong[] { 3, 1, 2 })]
    public async Task A_threshold_keeps_what_is_strictly_better(Distance distance, float threshold, ulong[] ids)
    {
        await using TestNode node = await StartAsync(distance);

        await HasNearestAsync(node, ids, request => request.ScoreThreshold = threshold);
    }

    [Fact]
    public async Task A_threshold_cuts_before_the_offset_skips()
    {
        await using TestNode node = await StartAsync(Distance.Dot);

        await HasNearestAsync(node, [1], request =>
        {
            request.ScoreThreshold = 2;
            request.Offset = 1;
        });
    }

    [Theory]
    [InlineData(0, 2, new ulong[] { 3, 1 })]
    [InlineData(1, 2, new ulong[] { 1, 2 })]
    [InlineData(3, 5, new ulong[] { 4 })]
    [InlineData(4, 5, new ulong[0])]
    [InlineData(0, ulong.MaxValue, new ulong[] { 3, 1, 2, 4 })]
    [InlineData(2, ulong.MaxValue, new ulong[] { 2, 4 })]
    [InlineData(ulong.MaxValue, ulong.MaxValue, new ulong[0])]
    [InlineData(ulong.MaxValue, 1, new ulong[0])]
    [InlineData(1ul << 32, 1ul << 32, new ulong[0])]
    public async Task Offset_and_limit_take_their_part_whatever_their_size(ulong offset, ulong limit, ulong[] ids)
    {
        await using TestNode node = await StartAsync(Distance.Dot);

        await HasNearestAsync(node, ids, request =>
        {
            request.Offset = offset;
            request.Limit = limit;
        });
    }

    [Fact]
    public async Task Without_a_limit_ten_points_come_without_payload_and_vectors()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync(size: 1);
        await node.UpsertAsync([.. Enumerable.Range(0, 12).Select(id => Make.Point((ulong)id, [id], """{"a":1}"""))]);

        IReadOnlyList<ScoredPoint> found =
            await node.QueryAsync(new QueryPoints { Query = new WireQuery { Nearest = Make.Input(1) } });

        Assert.Equal(10, found.Count);
        Assert.All(found, point => Assert.Empty(point.Payload));
        Assert.All(found, point => Assert.Null(point.Vectors));
    }

    [Fact]
    public async Task A_point_whose_vector_is_the_query_is_not_among_the_results()
    {
        await using TestNode node = await StartAsync(Distance.Euclid);

        Assert.Equal([2ul, 4ul], (await node.NearestAsync(Make.Input(Make.Id(1)), limit: 2)).Select(point => point.Id.Num));
        Filter low = Make.Must(Make.HasId(Make.Id(1), Make.Id(3)));
        Assert.Equal([3ul], (await node.NearestAsync(Make.Input(Make.Id(1)), limit: 2, low)).Select(point => point.Id.Num));
    }

    [Fact]
    public async Task A_query_by_an_id_that_is_not_there_is_NOT_FOUND()
    {
        await using TestNode node = await StartAsync(Distance.Dot);

        Status status = await TestNode.FailureOf(() => node.NearestAsync(Make.Input(Make.Id(99))));

        Assert.Equal(new Status(StatusCode.NotFound, "Not found: No point with id 99 found"), status);
    }

    [Fact]
    public async Task Cosine_rows_are_normalised_when_they_are_stored_and_zero_rows_are_kept()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync(size: 2, Distance.Cosine);
        await node.UpsertAsync(
            Make.Point(1, [3, 4]), Make.Point(2, [0, 0]), Make.Point(3, [-3e38f, 0]), Make.Point(4, [1e-30f, 1e-30f]));

        IReadOnlyList<RetrievedPoint> stored = await node.ScrollAsync();
        IReadOnlyList<ScoredPoint> found = await node.NearestAsync(Make.Input(30, 40));

        Assert.Equal([0.6f, 0.8f], stored[0].Vectors.Vector.Dense.Data);
        Assert.Equal([0f, 0f], stored[1].Vectors.Vector.Dense.Data);
        Assert.Equal([-1f, 0f], stored[2].Vectors.Vector.Dense.Data);
        Assert.Equal([0.70710677f, 0.70710677f], stored[3].Vectors.Vector.Dense.Data);
        Assert.Equal([1ul, 4ul, 2ul, 3ul], found.Select(point => point.Id.Num));
        Assert.Equal([1f, 0.98994946f, 0f, -0.6f], found.Select(point => point.Score), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.All(await node.NearestAsync(Make.Input(0, 0)), point => Assert.Equal(0f, point.Score));
    }

    [Fact]
    public async Task Other_metrics_keep_rows_as_they_are()
    {
        await using TestNode node = await StartAsync(Distance.Euclid);
        await node.UpsertAsync(Make.Point(9, [float.Epsilon, -float.MaxValue]));

        Assert.Equal([float.Epsilon, -float.MaxValue], (await node.ScrollAsync())[^1].Vectors.Vector.Dense.Data);
    }

    [Fact]
    public async Task Equal_scores_come_by_id_over_all_pages()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync(size: 2);
        ulong[] ids = [.. Enumerable.Range(0, 40).Select(i => (ulong)(i * 7 % 40))];
        foreach (ulong id in ids) await node.UpsertAsync(Make.Point(id, [1, 1]));

        var paged = new List<ulong>();
        for (ulong offset = 0; offset < 40; offset += 7)
            paged.AddRange(await NearestIdsAsync(node, request =>
            {
                request.Offset = offset;
                request.Limit = 7;
            }));

        Assert.Equal(ids.Order(), paged);
        Assert.Equal(paged, (await node.NearestAsync(Make.Input(Query), limit: 40)).Select(point => point.Id.Num));
        await node.ReopenAsync();
        Assert.Equal(paged, (await node.NearestAsync(Make.Input(Query), limit: 40)).Select(point => point.Id.Num));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Filtered_queries_on_a_graph_are_never_short_and_exact_ones_are_exact(int seed)
    {
        const int count = 2_500;
        var random = new Random(seed);
        await using TestNode node = TestNode.Start();
        await node.CreateAsync(size: 8, Distance.Euclid);
        float[][] rows = [.. Enumerable.Range(0, count).Select(_ => Row(random))];
        foreach (int[] part in Enumerable.Range(0, count).Chunk(500))
            await node.UpsertAsync([.. part.Select(i => Make.Point((ulong)i, rows[i], $$"""{"n":{{i}}}"""))]);
        await node.DeleteAsync(Make.Must(Make.Between("n", new Contracts.Qdrant.Range { Gte = 1_000, Lt = 1_100 })));

        foreach (int matches in (int[])[0, 1, 9, 11, 100, 1_000, 2_400])
        {
            int[] allowed = [.. Enumerable.Range(0, count).Where(i => i is < 1_000 or >= 1_100)];
            random.Shuffle(allowed);
            allowed = allowed[..matches];
            Filter filter = Make.Must(Make.AnyOf("n", [.. allowed.Select(n => (long)n)]));
            float[] query = Row(random);
            ulong[] nearest = [.. allowed.OrderBy(i => Distances(rows[i], query)).Select(i => (ulong)i).Take(10)];

            IReadOnlyList<ScoredPoint> found = await node.NearestAsync(Make.Input(query), limit: 10, filter);
            ulong[] exact = await NearestIdsAsync(node, request =>
            {
                request.Query.Nearest = Make.Input(query);
                request.Filter = filter;
                request.Params = new SearchParams { Exact = true };
            });

            Assert.True(nearest.Length == found.Count, $"{matches} matches, seed {seed}: {found.Count}");
            Assert.Subset(allowed.ToHashSet(), found.Select(point => (int)point.Id.Num).ToHashSet());
            Assert.True(nearest.SequenceEqual(exact), $"{matches} matches, seed {seed}");
        }
    }

    [Fact]
    public async Task Named_vectors_are_searched_by_name_and_points_may_omit_them()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateNamedAsync(("a", 2, Distance.Dot), ("b", 1, Distance.Euclid));
        await node.UpsertAsync(
            Make.Point(Make.Id(1), Make.Named(("a", [1, 0]), ("b", [5]))),
            Make.Point(Make.Id(2), Make.Named(("a", [3, 0]))),
            Make.Point(Make.Id(3), Make.Named(("b", [6]))),
            Make.Point(Make.Id(4), Make.NoVectors()));

        await HasNearestAsync(node, [2, 1], request =>
        {
            request.Query.Nearest = Make.Input(1, 1);
            request.Using = "a";
        });
        await HasNearestAsync(node, [3, 1], request =>
        {
            request.Query.Nearest = Make.Input(7);
            request.Using = "b";
        });
        Status noVector = await TestNode.FailureOf(() => NearestIdsAsync(node, request =>
        {
            request.Query.Nearest = Make.Input(Make.Id(3));
            request.Using = "a";
        }));
        Assert.Equal(new Status(StatusCode.NotFound, "Not found: Vector with name \"a\" for point not found"), noVector);
        Status unknown = await TestNode.FailureOf(() => NearestIdsAsync(node, request => request.Using = "zz"));
        Assert.Equal(
            new Status(StatusCode.InvalidArgument, "Wrong input: Not existing vector name error: zz"), unknown);
        Status unnamed = await TestNode.FailureOf(() => NearestIdsAsync(node, _ => { }));
        Assert.Equal(StatusCode.InvalidArgument, unnamed.StatusCode);
        Assert.False(unnamed.Detail.EndsWith(' '));
    }

    [Fact]
    public async Task Without_a_query_points_come_by_id_with_score_1_and_version_0()
    {
        await using TestNode node = await StartAsync(Distance.Dot);
        var request = new QueryPoints { Limit = 2, Offset = 1, WithVectors = new WithVectorsSelector { Enable = true } };

        IReadOnlyList<ScoredPoint> found = await node.QueryAsync(request);

        Assert.Equal([(2ul, 1f, 0ul), (3ul, 1f, 0ul)], found.Select(point => (point.Id.Num, point.Score, point.Version)));
        Assert.Equal(Rows[1], found[0].Vectors.Vector.Dense.Data);
        request.Filter = Make.MustNot(Make.HasId(Make.Id(3)));
        Assert.Equal([2ul, 4ul], (await node.QueryAsync(request)).Select(point => point.Id.Num));
        request.Offset = ulong.MaxValue;
        request.Limit = ulong.MaxValue;
        Assert.Empty(await node.QueryAsync(request));
    }

    private static async Task<TestNode> StartAsync(Distance distance)
    {
        TestNode node = TestNode.Start();
        await node.CreateAsync(size: 2, distance);
        for (int i = 0; i < Rows.Length; i++) await node.UpsertAsync(Make.Point((ulong)i + 1, Rows[i]));
        return node;
    }

    private static async Task HasNearestAsync(TestNode node, ulong[] expected, Action<QueryPoints> change) =>
        Assert.Equal(expected, await NearestIdsAsync(node, change));

    private static async Task<ulong[]> NearestIdsAsync(TestNode node, Action<QueryPoints> change)
    {
        var request = new QueryPoints { Query = new WireQuery { Nearest = Make.Input(Query) } };
        change(request);
        return [.. (await node.QueryAsync(request)).Select(point => point.Id.Num)];
    }

    private static float[] Row(Random random) => [.. Enumerable.Range(0, 8).Select(_ => random.NextSingle())];

    private static double Distances(float[] a, float[] b) => a.Zip(b).Sum(pair => Math.Pow(pair.First - pair.Second, 2));
}
