using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index;

public sealed class VectorIndexTests
{
    [Fact]
    public void An_empty_index_finds_nothing()
    {
        using var index = new VectorIndex(3, Metric.Euclid);

        var found = index.Search(new float[3], default, new Neighbor[5], out var statistics);

        Assert.Equal(0, found);
        Assert.Equal(SearchPlan.Nothing, statistics.Plan);
        Assert.False(index.IndexNext(10));
    }

    [Fact]
    public void One_row_is_found_even_if_more_are_asked_for()
    {
        using var index = new VectorIndex(3, Metric.Euclid);
        var results = new Neighbor[5];

        var offset = index.Append([1, 2, 3]);
        var found = index.Search([1, 2, 5], default, results);

        Assert.Equal(0u, offset);
        Assert.Equal(1, found);
        Assert.Equal(new Neighbor(0, 4), results[0]);
    }

    [Fact]
    public void No_room_for_results_means_no_results()
    {
        using var index = new VectorIndex(1, Metric.Euclid);
        index.Append([1]);

        Assert.Equal(0, index.Search([1], default, []));
    }

    [Theory]
    [InlineData(Metric.Cosine, -0.6f)]
    [InlineData(Metric.Dot, -0.6f)]
    [InlineData(Metric.Euclid, 0.8f)]
    [InlineData(Metric.Manhattan, 1.2f)]
    public void Distances_are_those_of_the_metric(Metric metric, float expected)
    {
        using var index = new VectorIndex(2, metric);
        var results = new Neighbor[1];
        index.Append([1, 0]);

        index.Search([0.6f, 0.8f], default, results);

        Assert.Equal(expected, results[0].Distance, 1e-6f);
    }

    [Fact]
    public void One_dimension_is_enough_for_a_graph()
    {
        using var index = new VectorIndex(1, Metric.Euclid);
        for (var i = 0; i < 5_000; i++) index.Append([(i * 7919) % 5_000]);
        while (index.IndexNext(1000)) { }
        var results = new Neighbor[3];

        var found = index.Search([2_500.1f], new SearchRequest { Ef = 10 }, results, out var statistics);

        Assert.Equal(SearchPlan.Graph, statistics.Plan);
        Assert.Equal(3, found);
        Assert.Equal([2_500u, 2_501u, 2_499u], results.Select(r => r.Offset * 7919u % 5_000));
    }

    [Fact]
    public void Equal_distances_are_ordered_by_offset()
    {
        using var index = new VectorIndex(2, Metric.Euclid);
        foreach (var (x, y) in new[] { (0, 1), (1, 0), (0, -1), (-1, 0), (5, 5) }) index.Append([x, y]);
        var results = new Neighbor[3];

        index.Search([0, 0], default, results);

        Assert.Equal([new Neighbor(0, 1), new Neighbor(1, 1), new Neighbor(2, 1)], results);
    }

    [Fact]
    public void Rows_that_the_graph_does_not_hold_yet_are_found()
    {
        var rows = SyntheticRows.Uniform(4_000, 16, seed: 5);
        using var index = new VectorIndex(16, Metric.Euclid);
        foreach (var row in rows) index.Append(row);
        Assert.True(index.IndexNext(3_000));
        var results = new Neighbor[1];

        for (var offset = 2_900u; offset < 3_100; offset++)
        {
            index.Search(rows[offset], new SearchRequest { Ef = 40 }, results, out var statistics);

            Assert.Equal(new Neighbor(offset, 0), results[0]);
            Assert.Equal(SearchPlan.Graph, statistics.Plan);
            Assert.Equal(1_000, statistics.Tail);
        }
    }

    [Fact]
    public void Absent_rows_take_an_offset_and_are_never_found()
    {
        var rows = SyntheticRows.Uniform(3_000, 8, seed: 6);
        using var index = new VectorIndex(8, Metric.Euclid);
        foreach (var row in rows)
        {
            Assert.Equal(index.Count, index.AppendAbsent());
            Assert.Equal(index.Count, index.Append(row));
        }

        while (index.IndexNext(1_000)) { }
        var results = new Neighbor[50];
        var found = index.Search(rows[7], default, results);

        Assert.Equal(6_000u, index.Count);
        Assert.Equal(3_000u, index.LiveCount);
        Assert.Equal(6_000u, index.IndexedCount);
        Assert.Equal(50, found);
        Assert.Equal(15u, results[0].Offset);
        Assert.All(results, result => Assert.Equal(1u, result.Offset % 2));
        Assert.False(index.Contains(0));
        Assert.False(index.TryCopyRow(0, new float[8]));
        Assert.False(index.Delete(0));
    }

    [Fact]
    public void Deleting_everything_leaves_nothing_and_the_index_goes_on()
    {
        var rows = SyntheticRows.Uniform(3_000, 8, seed: 7);
        using var index = new VectorIndex(8, Metric.Euclid);
        foreach (var row in rows) index.Append(row);
        while (index.IndexNext(1_000)) { }
        var results = new Neighbor[10];

        for (var offset = 0u; offset < 3_000; offset++) Assert.True(index.Delete(offset));
        var afterDelete = index.Search(rows[0], default, results);
        foreach (var row in rows) index.Append(row);
        while (index.IndexNext(1_000)) { }
        var afterRefill = index.Search(rows[5], default, results);

        Assert.Equal(0, afterDelete);
        Assert.Equal(10, afterRefill);
        Assert.Equal(new Neighbor(3_005, 0), results[0]);
        Assert.False(index.Delete(0));
    }

    [Fact]
    public void A_few_survivors_of_a_large_graph_are_all_found()
    {
        var rows = SyntheticRows.Uniform(5_000, 16, seed: 8);
        using var index = new VectorIndex(16, Metric.Euclid);
        foreach (var row in rows) index.Append(row);
        while (index.IndexNext(1_000)) { }
        for (var offset = 0u; offset < 5_000; offset++)
            if (offset % 700 != 3) index.Delete(offset);

        var results = new Neighbor[20];
        var found = index.Search(rows[0], new SearchRequest { Ef = 20 }, results);

        Assert.Equal(8u, index.LiveCount);
        Assert.Equal(8, found);
    }

    [Fact]
    public void Rows_are_copied_in_and_out()
    {
        using var index = new VectorIndex(3, Metric.Euclid);
        float[] row = [1, 2, 3];
        index.Append(row);
        row[0] = 9;

        var copy = new float[3];
        var isThere = index.TryCopyRow(0, copy);

        Assert.True(isThere);
        Assert.Equal([1f, 2f, 3f], copy);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Components_that_are_not_finite_are_refused_by_name(float bad)
    {
        using var index = new VectorIndex(3, Metric.Euclid);
        index.Append([1, 2, 3]);

        var atSearch = Assert.Throws<ArgumentException>(() => index.Search([1, bad, 0], default, new Neighbor[1]));
        var atAppend = Assert.Throws<ArgumentException>(() => index.Append([0, 0, bad]));

        Assert.Contains("Component 1", atSearch.Message, StringComparison.Ordinal);
        Assert.Contains("Component 2", atAppend.Message, StringComparison.Ordinal);
        Assert.Equal(1u, index.Count);
    }

    [Fact]
    public void A_wrong_dimension_is_refused_with_both_numbers()
    {
        using var index = new VectorIndex(3, Metric.Euclid);

        var atAppend = Assert.Throws<ArgumentException>(() => index.Append([1, 2]));
        var atSearch = Assert.Throws<ArgumentException>(() => index.Search([1, 2, 3, 4], default, new Neighbor[1]));

        Assert.Contains("2 components; this index takes 3", atAppend.Message, StringComparison.Ordinal);
        Assert.Contains("4 components; this index takes 3", atSearch.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cosine_refuses_a_row_that_is_not_of_unit_length_and_takes_zero()
    {
        using var index = new VectorIndex(2, Metric.Cosine);

        var exception = Assert.Throws<ArgumentException>(() => index.Append([3, 4]));
        var zero = index.Append([0, 0]);

        Assert.Contains("length 5", exception.Message, StringComparison.Ordinal);
        Assert.Contains("VectorMath.Normalize", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0u, zero);
    }

    [Fact]
    public void A_zero_query_under_cosine_is_at_distance_zero_from_everything()
    {
        using var index = new VectorIndex(2, Metric.Cosine);
        foreach (var row in new float[][] { [1, 0], [0, 0], [-1, 0] }) index.Append(row);
        var results = new Neighbor[3];

        Assert.Equal(3, index.Search([0, 0], default, results));
        Assert.Equal([new Neighbor(0, 0), new Neighbor(1, 0), new Neighbor(2, 0)], results);
    }

    [Fact]
    public void More_results_than_rows_are_all_rows_of_a_graph()
    {
        using var index = new VectorIndex(8, Metric.Euclid);
        foreach (var row in SyntheticRows.Uniform(3_000, 8, seed: 12)) index.Append(row);
        while (index.IndexNext(1_000)) { }
        var results = new Neighbor[5_000];

        Assert.Equal(3_000, index.Search(new float[8], new SearchRequest { Ef = 16 }, results));
        Assert.Equal(3_000, results[..3_000].DistinctBy(result => result.Offset).Count());
    }

    [Theory]
    [InlineData(RowType.Float16, Metric.Euclid)]
    [InlineData(RowType.UInt8, Metric.Euclid)]
    [InlineData(RowType.Bits, Metric.Hamming)]
    public void The_most_dimensions_have_a_graph(RowType type, Metric metric)
    {
        const int Dimensions = VectorIndex.MaxDimensions;
        var random = new Random(13);
        using var index = new VectorIndex(Dimensions, metric, new HnswOptions { EfConstruction = 16 }, type);
        var row = new float[Dimensions];
        var copies = new List<float[]>();
        for (var i = 0; i < 1_000; i++)
        {
            for (var j = 0; j < Dimensions; j += 7) row[j] = random.Next(2);
            index.Append(row);
            if (i % 100 == 42) copies.Add([.. row]);
        }

        while (index.IndexNext(1_000)) { }

        var results = new Neighbor[1];
        for (var i = 0; i < copies.Count; i++)
        {
            index.Search(copies[i], new SearchRequest { Ef = 8 }, results, out var statistics);
            Assert.Equal(new Neighbor((uint)i * 100 + 42, 0), results[0]);
            Assert.Equal(SearchPlan.Graph, statistics.Plan);
        }
    }

    [Theory]
    [InlineData(Metric.Euclid)]
    [InlineData(Metric.Cosine)]
    public void A_component_that_is_not_finite_is_named_wherever_it_is(Metric metric)
    {
        for (var dimensions = 1; dimensions < 40; dimensions++)
        {
            using var index = new VectorIndex(dimensions, metric);
            for (var i = 0; i < dimensions; i++)
            {
                var row = new float[dimensions];
                row[i] = i % 2 == 0 ? float.NaN : float.PositiveInfinity;
                row[^1] = i < dimensions - 1 ? float.NegativeInfinity : row[^1];

                var error = Assert.Throws<ArgumentException>(() => index.Append(row));

                Assert.StartsWith($"Component {i} of the vector is {row[i]}; all must be finite.", error.Message,
                    StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void The_largest_finite_components_are_taken()
    {
        var row = new float[VectorIndex.MaxDimensions];
        Array.Fill(row, float.MaxValue);
        using var index = new VectorIndex(row.Length, Metric.Euclid);

        Assert.Equal(0u, index.Append(row));
        Assert.Equal(256 * (double)float.MaxValue, VectorMath.Length(row), 1e30);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65_537)]
    public void Impossible_dimensions_are_refused(int dimensions)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorIndex(dimensions, Metric.Euclid));
    }

    [Fact]
    public void An_ef_out_of_range_is_refused()
    {
        using var index = new VectorIndex(1, Metric.Euclid);

        Assert.Throws<ArgumentException>(() => index.Search([1], new SearchRequest { Ef = -1 }, new Neighbor[1]));
    }

    [Fact]
    public void Dot_has_no_graph_and_says_so()
    {
        using var index = new VectorIndex(4, Metric.Dot);
        foreach (var row in SyntheticRows.Uniform(2_000, 4, seed: 9)) index.Append(row);

        Assert.False(index.HasGraph);
        Assert.False(index.IndexNext(2_000));
        Assert.Equal(0u, index.IndexedCount);
        index.Search([1, 2, 3, 4], default, new Neighbor[5], out var statistics);
        Assert.Equal(SearchPlan.Scan, statistics.Plan);
    }

    [Fact]
    public void An_exact_request_scans()
    {
        using var index = new VectorIndex(8, Metric.Euclid);
        foreach (var row in SyntheticRows.Uniform(5_000, 8, seed: 10)) index.Append(row);
        while (index.IndexNext(1_000)) { }

        index.Search(new float[8], new SearchRequest { Exact = true }, new Neighbor[5], out var statistics);

        Assert.Equal(SearchPlan.Scan, statistics.Plan);
        Assert.Equal(5_000, statistics.Distances);
    }

    [Fact]
    public void Overflowing_distances_are_ordered_last_and_lose_nothing()
    {
        using var index = new VectorIndex(2, Metric.Euclid);
        index.Append([3e38f, 0]);
        index.Append([1, 1]);
        var results = new Neighbor[2];

        var found = index.Search([-3e38f, 1], default, results);

        Assert.Equal(2, found);
        Assert.All(results, result => Assert.Equal(float.PositiveInfinity, result.Distance));
    }
}
