using Google.Protobuf.Collections;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Points;
using NeuralSearch.Node.Query;
using NeuralSearch.Node.Storage;
using Xunit;
using Value = NeuralSearch.Contracts.Qdrant.Value;

namespace NeuralSearch.UnitTests.Node.Storage;

/// <summary>Readers beside a writer: each sees the points as they stood after one operation, all of them, once.</summary>
public sealed class SnapshotTests
{
    private const int PointCount = 60;

    [Fact]
    public async Task A_snapshot_sees_what_was_there_until_it_is_disposed()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        await node.UpsertAsync(Make.Point(1, [1, 0]), Make.Point(2, [2, 0]));
        CollectionState state = node.Store.Get(TestNode.Name).State;

        using (CollectionSnapshot snapshot = state.TakeSnapshot())
        {
            await node.UpsertAsync(Make.Point(1, [10, 0]));
            await node.DeleteAsync(Make.Id(2));
            await node.UpsertAsync(Make.Point(3, [3, 0]));
            await node.UpsertAsync(Make.Point(2, [20, 0]));

            Assert.True(snapshot.TryGetOffset(new PointKey(false, 1), out uint offset));
            Assert.Equal([1f, 0f], snapshot.ReadRow(0, offset)!);
            Assert.True(snapshot.TryGetOffset(new PointKey(false, 2), out uint deleted));
            Assert.Equal([2f, 0f], snapshot.ReadRow(0, deleted)!);
            Assert.False(snapshot.TryGetOffset(new PointKey(false, 3), out _));
            Assert.Equal([1, 2], QueryExecutor.Scroll(snapshot, null, null, 10).Select(o => (int)snapshot[o].Key.Value));
            var query = new VectorQuery { Vector = 0, Values = [1, 0], Offset = 0, Limit = 2 };
            Assert.Equal([2f, 1f], QueryExecutor.Nearest(snapshot, query).Select(point => point.Score));
        }

        Assert.Equal([20f, 10f, 3f], (await node.NearestAsync(Make.Input(1, 0))).Select(point => point.Score));
    }

    [Fact]
    public async Task Rows_leave_the_index_with_the_last_reader_that_sees_them()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        await node.UpsertAsync(Make.Point(1, [1, 0]));
        CollectionState state = node.Store.Get(TestNode.Name).State;
        CollectionSnapshot first = state.TakeSnapshot();
        await node.UpsertAsync(Make.Point(1, [2, 0]));
        CollectionSnapshot second = state.TakeSnapshot();
        await node.UpsertAsync(Make.Point(1, [3, 0]));

        Assert.Equal(3u, state.Vector(0).LiveCount);
        first.Dispose();
        second.Dispose();
        await node.UpsertAsync(Make.Point(2, [4, 0]));
        Assert.Equal(2u, state.Vector(0).LiveCount);
    }

    [Fact]
    public async Task Without_readers_a_row_that_was_replaced_or_deleted_leaves_at_once()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        for (ulong round = 0; round < 20; round++) await node.UpsertAsync(Make.Point(1, [round, 0]));
        await node.UpsertAsync(Make.Point(2, [1, 0]));
        await node.DeleteAsync(Make.Id(1));

        Assert.Equal(1u, node.Store.Get(TestNode.Name).State.Vector(0).LiveCount);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task While_every_point_is_being_replaced_every_answer_has_every_point_once_and_of_one_moment(int seed)
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        await WriteAsync(node, generation: 0);
        await node.IndexFieldAsync("even", FieldType.Bool);
        using var done = new CancellationTokenSource();

        Task[] readers =
            [.. Enumerable.Range(0, 4).Select(reader => ReadAsync(node, new Random(seed * 10 + reader), done.Token))];
        for (int generation = 1; generation <= 400; generation++) await WriteAsync(node, generation);
        await done.CancelAsync();

        await Task.WhenAll(readers);
        Assert.Equal((ulong)PointCount, await node.CountAsync());
    }

    [Fact]
    public async Task While_points_come_and_go_those_that_stay_are_in_every_answer()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        await WriteAsync(node, generation: 0);
        using var done = new CancellationTokenSource();

        Task reader = Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                {
                    ulong[] scrolled = await node.IdsAsync();
                    Assert.Equal(scrolled.Distinct(), scrolled);
                    Assert.Equal(PointCount, scrolled.Count(id => id < PointCount));
                    IReadOnlyList<ScoredPoint> nearest = await node.NearestAsync(Make.Input(0, 1), limit: 1_000);
                    Assert.Equal(nearest.Count, nearest.Select(point => point.Id.Num).Distinct().Count());
                    Assert.Equal(PointCount, nearest.Count(point => point.Id.Num < PointCount));
                }
            },
            TestContext.Current.CancellationToken);
        for (ulong round = 0; round < 300; round++)
        {
            await node.UpsertAsync(Make.Point(1_000 + round % 7, [round, 1]), Make.Point(2_000 + round % 5, [1, 1]));
            await node.DeleteAsync(Make.Id(1_000 + (round + 3) % 7), Make.Id(2_000 + round % 5));
        }

        await done.CancelAsync();
        await reader;
    }

    [Fact]
    public async Task An_index_made_while_a_reader_runs_does_not_hide_what_that_reader_sees()
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        await node.UpsertAsync(Make.Point(1, [1, 0], """{"k":"a"}"""));
        CollectionState state = node.Store.Get(TestNode.Name).State;
        using CollectionSnapshot snapshot = state.TakeSnapshot();

        await node.UpsertAsync(Make.Point(1, [1, 0], """{"k":"b"}"""));
        await node.IndexFieldAsync("k", FieldType.Keyword);

        Assert.Equal(1u, snapshot.Passing(state.Filters.Compile(Make.Must(Make.Keyword("k", "a")))).Count);
        await node.HasIdsAsync([], Make.Must(Make.Keyword("k", "a")));
        await node.HasIdsAsync([1], Make.Must(Make.Keyword("k", "b")));
    }

    private static Task<UpdateResult> WriteAsync(TestNode node, int generation) => node.UpsertAsync(
        [
            .. Enumerable.Range(0, PointCount).Select(id =>
            {
                string even = id % 2 == 0 ? "true" : "false";
                return Make.Point((ulong)id, [generation, id], $$"""{"generation":{{generation}},"even":{{even}}}""");
            }),
        ]);

    private static Task ReadAsync(TestNode node, Random random, CancellationToken done) => Task.Run(
        async () =>
        {
            Filter even = Make.Must(Make.Match("even", new Match { Boolean = true }));
            while (!done.IsCancellationRequested)
            {
                Filter? filter = random.Next(2) == 0 ? even : null;
                int count = filter is null ? PointCount : PointCount / 2;
                switch (random.Next(3))
                {
                    case 0:
                        Assert.Equal((ulong)count, await node.CountAsync(filter));
                        break;
                    case 1:
                        Check(
                            count,
                            (await node.ScrollAsync(filter)).Select(point => (point.Id, point.Payload, point.Vectors)));
                        break;
                    default:
                        // The point that is asked with is left out: point 0 of both filters.
                        var request = new QueryPoints
                        {
                            Query = new Contracts.Qdrant.Query { Nearest = Make.Input(Make.Id(0)) },
                            Filter = filter,
                            Limit = PointCount,
                            WithPayload = new WithPayloadSelector { Enable = true },
                            WithVectors = new WithVectorsSelector { Enable = true },
                        };
                        Check(
                            count - 1,
                            (await node.QueryAsync(request)).Select(point => (point.Id, point.Payload, point.Vectors)));
                        break;
                }
            }
        },
        CancellationToken.None);

    private static void Check(
        int count, IEnumerable<(PointId Id, MapField<string, Value> Payload, VectorsOutput Vectors)> answer)
    {
        (PointId Id, MapField<string, Value> Payload, VectorsOutput Vectors)[] points = [.. answer];
        Assert.Equal(count, points.Select(point => point.Id).Distinct().Count());
        Assert.Equal(count, points.Length);
        long generation = points[0].Payload["generation"].IntegerValue;
        Assert.All(points, point => Assert.Equal(generation, point.Payload["generation"].IntegerValue));
        Assert.All(points, point => Assert.Equal([generation, point.Id.Num], point.Vectors.Vector.Dense.Data));
    }
}
