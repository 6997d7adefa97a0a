using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Segments;

/// <summary>What sealing and merging may not change, and what they must.</summary>
public sealed class SegmentTests
{
    private const int Dimensions = 24;
    private const int K = 10;

    [Fact]
    public void Sealing_rebuilds_nothing_and_rows_keep_their_offsets()
    {
        var rows = SyntheticRows.Clustered(6_000, Dimensions, clusters: 20, seed: 101);
        using var index = new VectorIndex(Dimensions, Metric.Euclid);
        Append(index, rows[..4_000]);
        Complete(index);

        index.Seal();
        var pending = index.PendingCount;
        var offset = index.Append(rows[4_000]);
        Append(index, rows[4_001..]);
        Complete(index);

        Assert.Equal(0u, pending);
        Assert.Equal(4_000u, offset);
        Assert.Equal(2, index.SegmentCount);
        Assert.Equal(6_000u, index.IndexedCount);
        AssertRecall(index, Metric.Euclid, rows, floor: 0.99, segments: 2);
        var copy = new float[Dimensions];
        Assert.True(index.TryCopyRow(5_999, copy));
        Assert.Equal(rows[5_999], copy);
    }

    [Fact]
    public void Sealing_an_empty_head_changes_nothing()
    {
        using var index = new VectorIndex(Dimensions, Metric.Euclid);

        index.Seal();
        index.Append(new float[Dimensions]);
        index.Seal();
        index.Seal();

        Assert.Equal(2, index.SegmentCount);
    }

    [Fact]
    public void A_sealed_segment_that_has_not_caught_up_does_so()
    {
        var rows = SyntheticRows.Clustered(5_000, Dimensions, clusters: 20, seed: 102);
        using var index = new VectorIndex(Dimensions, Metric.Euclid);
        Append(index, rows[..3_000]);
        index.IndexNext(100);
        index.Seal();
        Append(index, rows[3_000..]);

        Assert.Equal(4_900u, index.PendingCount);
        AssertRecall(index, Metric.Euclid, rows, floor: 0.99, segments: 2);
        Complete(index);

        Assert.Equal(0u, index.PendingCount);
        AssertRecall(index, Metric.Euclid, rows, floor: 0.99, segments: 2);
    }

    [Theory]
    [InlineData(VectorCodes.Raw, Metric.Euclid)]
    [InlineData(VectorCodes.U8, Metric.Euclid)]
    [InlineData(VectorCodes.U8, Metric.Cosine)]
    [InlineData(VectorCodes.Raw, Metric.Dot)]
    public void More_than_three_segments_become_three(VectorCodes codes, Metric metric)
    {
        var rows = Rows(metric, 9_000, seed: 103);
        using var index = new VectorIndex(Dimensions, metric, new HnswOptions { Codes = codes });
        for (var start = 0; start < 9_000; start += 1_500)
        {
            Append(index, rows[start..(start + 1_500)]);
            Complete(index);
            index.Seal();
        }

        Assert.Equal(7, index.SegmentCount);
        Assert.True(index.MergeNext(10));
        AssertRecall(index, metric, rows, floor: 0.98, segments: 6);
        Merge(index);

        Assert.Equal(3, index.SegmentCount);
        Assert.Equal(metric == Metric.Dot ? 0u : 9_000u, index.IndexedCount);
        AssertRecall(index, metric, rows, floor: 0.98, segments: 2);
    }

    [Theory]
    [InlineData(VectorCodes.Raw, 2)]
    [InlineData(VectorCodes.U8, 2)]
    [InlineData(VectorCodes.U8, 10)]
    [InlineData(VectorCodes.U8, 20)]
    public void A_merge_leaves_deleted_rows_out_and_finds_the_others_as_well_as_a_fresh_build(
        VectorCodes codes, int keepOneOf)
    {
        var rows = Rows(Metric.Euclid, 2_000 * keepOneOf, seed: 104);
        using var index = new VectorIndex(Dimensions, Metric.Euclid, new HnswOptions { Codes = codes });
        using var fresh = new VectorIndex(Dimensions, Metric.Euclid, new HnswOptions { Codes = codes });
        Append(index, rows);
        Complete(index);
        var random = new Random(105);
        for (var offset = 0u; offset < rows.Length; offset++)
        {
            if (random.Next(keepOneOf) == 0) fresh.Append(rows[offset]);
            else index.Delete(offset);
        }

        Complete(fresh);
        Merge(index);

        // So narrow a beam that the planner takes the graph: a scan would be right whatever the merge had made of it.
        const int Ef = 24;
        index.Search(rows[0], new SearchRequest { Ef = Ef }, new Neighbor[K], out var statistics);
        var expected = Recall(fresh, Metric.Euclid, Live(index, rows), _ => true, Ef);
        var recall = Recall(index, Metric.Euclid, rows, index.Contains, Ef);
        Assert.Equal((SearchPlan.Graph, false), (statistics.Plan, statistics.FellBack));
        Assert.Equal(2, index.SegmentCount);
        Assert.Equal(fresh.LiveCount, index.LiveCount);
        Assert.True(recall >= expected - 0.02, $"recall@{K} is {recall:F4}, of a fresh build {expected:F4}.");
    }

    [Fact]
    public void A_merge_gives_back_the_memory_of_deleted_rows()
    {
        using var index = new VectorIndex(1_024, Metric.Dot);
        var row = new float[1_024];
        for (var offset = 0u; offset < 20_000; offset++)
        {
            row[0] = offset;
            index.Append(row);
            if (offset % 10 != 0) index.Delete(offset);
        }

        var before = index.NativeBytes;
        Merge(index);

        Assert.InRange(index.NativeBytes, 1, before / 2);
        var results = new Neighbor[1];
        index.Search(row, default, results);
        Assert.Equal(19_990u, results[0].Offset);
    }

    [Fact]
    public void Disposing_an_index_in_the_middle_of_a_merge_ends_it()
    {
        var index = new VectorIndex(Dimensions, Metric.Euclid);
        Append(index, Rows(Metric.Euclid, 4_000, seed: 114));
        Complete(index);
        for (var offset = 0u; offset < 4_000; offset += 2) index.Delete(offset);
        Assert.True(index.MergeNext(100));

        index.Dispose();

        Assert.False(index.MergeNext(100));
        Assert.Throws<ObjectDisposedException>(() => index.Seal());
    }

    [Fact]
    public void A_merge_takes_chained_rows_along_and_gives_those_of_a_deleted_node_another()
    {
        var others = SyntheticRows.Uniform(3_000, Dimensions, seed: 106);
        var equal = new float[Dimensions];
        Array.Fill(equal, 0.5f);
        var rows = others.Concat(Enumerable.Repeat(equal, 500)).Concat([others[7], others[7]]).ToArray();
        using var index = new VectorIndex(Dimensions, Metric.Euclid);
        Append(index, rows);
        Complete(index);
        for (var offset = 0u; offset < 3_000; offset += 2) index.Delete(offset);
        index.Delete(3_000);
        index.Delete(7);

        Merge(index);

        var results = new Neighbor[499];
        index.Search(equal, new SearchRequest { Ef = 16 }, results.AsSpan(0, 10), out var statistics);
        Assert.Equal(SearchPlan.Graph, statistics.Plan);
        Assert.Equal(499, index.Search(equal, new SearchRequest { Ef = 16 }, results));
        Assert.Equal(Enumerable.Range(3_001, 499).Select(i => new Neighbor((uint)i, 0)), results);
        index.Search(others[7], new SearchRequest { Ef = 16 }, results.AsSpan(0, 3));
        Assert.Equal([new Neighbor(3_500, 0), new Neighbor(3_501, 0)], results[..2]);
    }

    [Fact]
    public void Zero_rows_under_cosine_survive_a_merge()
    {
        var rows = Rows(Metric.Cosine, 5_000, seed: 107);
        for (var i = 0; i < 5_000; i += 100) rows[i] = new float[Dimensions];
        using var index = new VectorIndex(Dimensions, Metric.Cosine);
        Append(index, rows);
        Complete(index);
        for (var offset = 0u; offset < 5_000; offset += 3) index.Delete(offset);

        Merge(index);

        var results = new Neighbor[4_000];
        var found = index.Search(rows[1], new SearchRequest { Ef = 64 }, results);
        Assert.Equal((int)index.LiveCount, found);
        Assert.Equal(33, results[..found].Count(result => rows[result.Offset].All(x => x == 0)));
    }

    [Fact]
    public void Filters_hold_across_segments_with_gaps()
    {
        var rows = Rows(Metric.Euclid, 12_000, seed: 108);
        using var index = new VectorIndex(Dimensions, Metric.Euclid);
        Append(index, rows[..8_000]);
        Complete(index);
        for (var offset = 0u; offset < 8_000; offset += 3) index.Delete(offset);
        Merge(index);
        Append(index, rows[8_000..]);
        Complete(index);
        var random = new Random(109);

        foreach (var share in new[] { 0.5, 0.1, 0.001 })
        {
            var allowed = new PointBitmap(12_000);
            for (var offset = 0u; offset < 12_000; offset++)
                if (random.NextDouble() < share) allowed.Add(offset);
            var recall = 0.0;
            var results = new Neighbor[K];
            foreach (var query in Rows(Metric.Euclid, 40, seed: 110))
            {
                bool Passes(uint offset) => allowed.Contains(offset) && index.Contains(offset);
                var found = index.Search(query, new SearchRequest { Ef = 64, Allowed = allowed }, results, out var did);
                var expected = Oracle.Distances(Metric.Euclid, query, rows, Passes);
                recall += Oracle.Recall(results.AsSpan(0, found), K, expected, Passes) / 40;
                Assert.Equal(expected.Length, did.Matches);
            }

            Assert.True(recall >= 0.98, $"recall@{K} at {share:P1} is {recall:F4}.");
        }
    }

    [Fact]
    public void Deletes_during_a_merge_hold_and_rows_that_come_meanwhile_are_found()
    {
        var rows = Rows(Metric.Euclid, 6_000, seed: 111);
        using var index = new VectorIndex(Dimensions, Metric.Euclid);
        Append(index, rows[..5_000]);
        Complete(index);
        for (var offset = 0u; offset < 5_000; offset += 2) index.Delete(offset);

        for (var offset = 1u; index.MergeNext(4); offset += 2)
        {
            if (offset < 1_000) index.Delete(offset);
            if (index.Count < 6_000) index.Append(rows[index.Count]);
        }

        Complete(index);
        Assert.Equal(6_000u, index.Count);
        Assert.Equal(6_000u - 2_500 - 500, index.LiveCount);
        Assert.Equal(1, Recall(index, Metric.Euclid, rows, index.Contains), 0.01);
    }

    [Fact]
    public void When_everything_was_deleted_a_merge_leaves_an_empty_head()
    {
        using var index = new VectorIndex(Dimensions, Metric.Euclid);
        Append(index, Rows(Metric.Euclid, 3_000, seed: 112));
        Complete(index);
        for (var offset = 0u; offset < 3_000; offset++) index.Delete(offset);

        Merge(index);

        Assert.Equal(1, index.SegmentCount);
        Assert.Equal(0u, index.LiveCount);
        Assert.Equal(3_000u, index.Append(new float[Dimensions]));
        var results = new Neighbor[2];
        Assert.Equal(1, index.Search(new float[Dimensions], default, results));
        Assert.Equal(new Neighbor(3_000, 0), results[0]);
        Assert.False(index.Contains(5));
        Assert.False(index.TryCopyRow(5, new float[Dimensions]));
        Assert.False(index.Delete(5));
    }

    private static void Append(VectorIndex index, IEnumerable<float[]> rows)
    {
        foreach (var row in rows) index.Append(row);
    }

    private static void Complete(VectorIndex index)
    {
        while (index.IndexNext(1_000)) { }
    }

    private static void Merge(VectorIndex index)
    {
        while (index.MergeNext(1_000)) { }
    }

    private static float[][] Rows(Metric metric, int count, int seed)
    {
        var rows = SyntheticRows.Clustered(count, Dimensions, clusters: 40, seed);
        return metric == Metric.Cosine ? SyntheticRows.Normalized(rows) : rows;
    }

    private static float[][] Live(VectorIndex index, float[][] rows) =>
        [.. rows.Index().Where(pair => index.Contains((uint)pair.Index)).Select(pair => pair.Item)];

    private static void AssertRecall(VectorIndex index, Metric metric, float[][] rows, double floor, int segments)
    {
        index.Search(rows[0], default, new Neighbor[1], out var statistics);
        var recall = Recall(index, metric, rows, index.Contains);

        Assert.Equal(segments, statistics.Segments);
        Assert.True(recall >= floor, $"recall@{K} is {recall:F4}, its floor is {floor}.");
    }

    private static double Recall(
        VectorIndex index, Metric metric, float[][] rows, Func<uint, bool> passes, int ef = 64)
    {
        var recall = 0.0;
        var results = new Neighbor[K];
        var queries = Rows(metric, 50, seed: 113);
        foreach (var query in queries)
        {
            var found = index.Search(query, new SearchRequest { Ef = ef }, results);
            var expected = Oracle.Distances(metric, query, rows, passes);
            recall += Oracle.Recall(results.AsSpan(0, found), K, expected, passes) / queries.Length;
        }

        return recall;
    }
}
