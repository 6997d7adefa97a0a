using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Search;

public sealed class DuplicateRowsTests
{
    private const int DuplicateCount = 10_000;

    [Theory]
    [InlineData(VectorCodes.Raw, RowType.Float32)]
    [InlineData(VectorCodes.U8, RowType.Float32)]
    [InlineData(VectorCodes.Bits4, RowType.Float32)]
    [InlineData(VectorCodes.Bits1, RowType.Float32)]
    [InlineData(VectorCodes.Raw, RowType.Float16)]
    [InlineData(VectorCodes.U8, RowType.Float16)]
    [InlineData(VectorCodes.Raw, RowType.UInt8)]
    [InlineData(VectorCodes.Raw, RowType.Bits)]
    public void Ten_thousand_equal_rows_are_returned_in_the_order_of_their_offsets(VectorCodes codes, RowType type)
    {
        var metric = type == RowType.Bits ? Metric.Hamming : Metric.Euclid;
        using var index = new VectorIndex(8, metric, new HnswOptions { Codes = codes }, type);
        float[] row = type == RowType.Bits ? [1, 0, 0, 1, 0, 1, 1, 0] : [1, 2, 3, 4, 5, 6, 7, 8];
        for (var i = 0; i < DuplicateCount; i++) index.Append(row);
        while (index.IndexNext(1_000)) { }
        var results = new Neighbor[100];

        var found = index.Search(row, default, results);

        Assert.Equal(100, found);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => new Neighbor((uint)i, 0)), results);
    }

    [Theory]
    [InlineData(VectorCodes.Raw, Metric.Euclid)]
    [InlineData(VectorCodes.Raw, Metric.Cosine)]
    [InlineData(VectorCodes.U8, Metric.Euclid)]
    [InlineData(VectorCodes.U8, Metric.Cosine)]
    [InlineData(VectorCodes.Bits4, Metric.Euclid)]
    public void Equal_rows_do_not_hide_the_rows_around_them(VectorCodes codes, Metric metric)
    {
        var others = SyntheticRows.Normalized(SyntheticRows.Uniform(3_000, 16, seed: 31));
        var equal = SyntheticRows.Normalized(SyntheticRows.Uniform(1, 16, seed: 32))[0];
        var random = new Random(33);
        var rows = Enumerable.Repeat(equal, DuplicateCount).Concat(others).OrderBy(_ => random.Next()).ToArray();
        using var index = new VectorIndex(16, metric, new HnswOptions { Codes = codes });
        foreach (var row in rows) index.Append(row);
        while (index.IndexNext(1_000)) { }
        for (var offset = 0; offset < rows.Length; offset += 3) index.Delete((uint)offset);

        var recall = 0.0;
        var results = new Neighbor[20];
        for (var i = 0; i < 50; i++)
        {
            var found = index.Search(others[i], new SearchRequest { Ef = 64 }, results, out var statistics);
            var expected = Oracle.Distances(metric, others[i], rows, index.Contains);
            recall += Oracle.Recall(results.AsSpan(0, found), 20, expected, index.Contains) / 50;
            Assert.Equal(SearchPlan.Graph, statistics.Plan);
        }

        Assert.True(recall >= 0.95, $"recall@20 is {recall:F4}.");
    }

    [Theory]
    [InlineData(VectorCodes.Raw)]
    [InlineData(VectorCodes.U8)]
    [InlineData(VectorCodes.Bits4)]
    public void An_equal_row_is_found_after_the_one_in_the_graph_was_deleted(VectorCodes codes)
    {
        var rows = SyntheticRows.Uniform(4_000, 8, seed: 34);
        using var index = new VectorIndex(8, Metric.Euclid, new HnswOptions { Codes = codes });
        foreach (var row in rows) index.Append(row);
        var copy = index.Append(rows[17]);
        while (index.IndexNext(1_000)) { }
        var results = new Neighbor[1];

        index.Search(rows[17], new SearchRequest { Ef = 16 }, results);
        var before = results[0];
        index.Delete(17);
        index.Search(rows[17], new SearchRequest { Ef = 16 }, results, out var statistics);

        Assert.Equal(new Neighbor(17, 0), before);
        Assert.Equal(new Neighbor(copy, 0), results[0]);
        Assert.Equal(SearchPlan.Graph, statistics.Plan);
    }
}
