using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Search;

/// <summary>What a graph on codes may not change: order, equal rows, rows far from the others, filters.</summary>
public sealed class CodedSearchTests
{
    private const int Dimensions = 48;
    private const int K = 10;

    /// <summary>One bit a component tells too little of <see cref="Dimensions"/>.</summary>
    private const int DimensionsOfBits = 400;

    [Theory]
    [InlineData(Metric.Euclid, VectorCodes.U8, "uniform", Dimensions)]
    [InlineData(Metric.Manhattan, VectorCodes.U8, "uniform", Dimensions)]
    [InlineData(Metric.Euclid, VectorCodes.Bits4, "uniform", Dimensions)]
    [InlineData(Metric.Euclid, VectorCodes.Bits1, "clustered", DimensionsOfBits)]
    public void Rows_far_from_those_the_codes_were_trained_on_are_found(
        Metric metric, VectorCodes codes, string data, int dimensions)
    {
        var near = Rows(metric, data, 4_000, dimensions, seed: 83);
        var far = Rows(metric, data, 4_000, dimensions, seed: 84);
        foreach (var row in far)
            for (var j = 0; j < dimensions; j++) row[j] = 6 + 2 * row[j];
        var rows = near.Concat(far).ToArray();
        using var raw = Inserted(metric, VectorCodes.Raw, rows);
        using var coded = Inserted(metric, codes, rows);

        var queries = Rows(metric, data, 50, dimensions, seed: 85);
        for (var i = 0; i < queries.Length; i += 2)
            for (var j = 0; j < dimensions; j++) queries[i][j] = 6 + 2 * queries[i][j];
        var expected = Recall(raw, metric, queries, rows, ef: 96);
        var recall = Recall(coded, metric, queries, rows, ef: 96);

        Assert.True(recall >= expected - 0.05, $"recall@{K} is {recall:F4}, on raw rows {expected:F4}.");
    }

    [Theory]
    [InlineData(VectorCodes.U8)]
    [InlineData(VectorCodes.Bits4)]
    [InlineData(VectorCodes.Bits1)]
    public void Rows_that_codes_cannot_tell_apart_are_ranked_exactly_and_all_found(VectorCodes codes)
    {
        var centers = SyntheticRows.Uniform(2_000, Dimensions, seed: 86);
        var random = new Random(87);
        var rows = new List<float[]>(centers);
        for (var i = 0; i < 2_000; i++)
            rows.Add(Array.ConvertAll(centers[0], x => x + 1e-4f * (float)(random.NextDouble() - 0.5)));
        using var index = Indexed(Metric.Euclid, codes, [.. rows]);

        var recall = Recall(index, Metric.Euclid, [.. rows.Skip(2_000).Take(30)], rows, ef: 32);

        Assert.Equal(1, recall, 1e-9);
    }

    [Theory]
    [InlineData(VectorCodes.U8)]
    [InlineData(VectorCodes.Bits4)]
    public void Zero_rows_under_cosine_hide_nothing_and_are_found_before_what_points_away(VectorCodes codes)
    {
        var rows = SyntheticRows.Normalized(SyntheticRows.Uniform(4_000, Dimensions, seed: 88));
        var query = SyntheticRows.Normalized(SyntheticRows.Uniform(1, Dimensions, seed: 89))[0];
        var away = Array.ConvertAll(rows, row => VectorMath.Distance(Metric.Cosine, row, query) < -0.2f
            ? Array.ConvertAll(row, x => -x) : row);
        for (var i = 0; i < 20; i++) away[i * 100] = new float[Dimensions];
        using var index = Indexed(Metric.Cosine, codes, away);

        var recall = Recall(index, Metric.Cosine, [.. rows.Skip(7).Take(40)], away, ef: 64);
        var results = new Neighbor[4_000];
        var found = index.Search(query, new SearchRequest { Ef = 16 }, results.AsSpan(0, 4_000), out _);

        Assert.True(recall >= 0.9, $"recall@{K} is {recall:F4}.");
        Assert.Equal(4_000, found);
        var zeros = results.Where(result => result.Distance == 0).Select(result => result.Offset);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (uint)i * 100), zeros);
    }

    [Theory]
    [InlineData(VectorCodes.U8, Dimensions, 32, 0.99)]
    [InlineData(VectorCodes.Bits4, Dimensions, 32, 0.98)]
    [InlineData(VectorCodes.Bits1, DimensionsOfBits, 160, 0.8)]
    public void A_filter_on_codes_returns_what_passes_ranked_exactly(
        VectorCodes codes, int dimensions, int ef, double floor)
    {
        const uint Count = 24_000;
        var rows = Rows(Metric.Euclid, "clustered", (int)Count, dimensions, seed: 90);
        var queries = Rows(Metric.Euclid, "clustered", 40, dimensions, seed: 91);
        using var index = Indexed(Metric.Euclid, codes, rows);
        var allowed = new PointBitmap(Count);
        for (var i = 0u; i < Count; i++)
            if (i % 4 != 0) allowed.Add(i);

        var recall = 0.0;
        var results = new Neighbor[K];
        foreach (var query in queries)
        {
            var request = new SearchRequest { Ef = ef, Allowed = allowed };
            var found = index.Search(query, request, results, out var statistics);
            Assert.Equal(SearchPlan.FilteredGraph, statistics.Plan);
            Assert.InRange(statistics.Reranked, K, K + ef / 2);
            var expected = Oracle.Distances(Metric.Euclid, query, rows, allowed.Contains);
            recall += Oracle.Recall(results.AsSpan(0, found), K, expected, allowed.Contains) / queries.Length;
        }

        Assert.True(recall >= floor, $"recall@{K} is {recall:F4}.");
    }

    [Fact]
    public void Dot_has_no_codes_and_short_rows_have_none_unless_asked()
    {
        using var dot = new VectorIndex(768, Metric.Dot, new HnswOptions { Codes = VectorCodes.U8 });
        using var shortRows = new VectorIndex(HnswOptions.AutomaticU8Dimensions - 1, Metric.Euclid);
        using var longRows = new VectorIndex(HnswOptions.AutomaticU8Dimensions, Metric.Euclid);
        using var asked = new VectorIndex(3, Metric.Euclid, new HnswOptions { Codes = VectorCodes.U8 });

        Assert.Equal(VectorCodes.Raw, dot.Codes);
        Assert.Equal(VectorCodes.Raw, shortRows.Codes);
        Assert.Equal(VectorCodes.U8, longRows.Codes);
        Assert.Equal(VectorCodes.U8, asked.Codes);
    }

    [Theory]
    [InlineData(VectorCodes.Bits4)]
    [InlineData(VectorCodes.Bits1)]
    public void Sketches_are_refused_for_Manhattan_with_what_it_takes(VectorCodes codes)
    {
        var options = new HnswOptions { Codes = codes };

        var exception = Assert.Throws<ArgumentException>(() => new VectorIndex(64, Metric.Manhattan, options));

        Assert.Contains($"HnswOptions.Codes is {codes}", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Manhattan takes Automatic, Raw or U8", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Indexes rows as they come, so that codes are trained before the last of them are known.</summary>
    private static VectorIndex Inserted(Metric metric, VectorCodes codes, float[][] rows)
    {
        var index = new VectorIndex(rows[0].Length, metric, new HnswOptions { Codes = codes });
        foreach (var row in rows)
        {
            index.Append(row);
            index.IndexNext(4);
        }

        return index;
    }

    private static VectorIndex Indexed(Metric metric, VectorCodes codes, float[][] rows)
    {
        var index = new VectorIndex(rows[0].Length, metric, new HnswOptions { Codes = codes });
        foreach (var row in rows) index.Append(row);
        while (index.IndexNext(1_000)) { }
        return index;
    }

    private static double Recall(VectorIndex index, Metric metric, float[][] queries, IReadOnlyList<float[]> rows,
        int ef)
    {
        var recall = 0.0;
        var results = new Neighbor[K];
        foreach (var query in queries)
        {
            var found = index.Search(query, new SearchRequest { Ef = ef }, results, out var statistics);
            Assert.Equal(SearchPlan.Graph, statistics.Plan);
            Assert.Equal(index.Codes != VectorCodes.Raw, statistics.Reranked >= K);
            var expected = Oracle.Distances(metric, query, rows, index.Contains);
            recall += Oracle.Recall(results.AsSpan(0, found), K, expected, index.Contains) / queries.Length;
        }

        return recall;
    }

    private static float[][] Rows(Metric metric, string data, int count, int dimensions, int seed)
    {
        var rows = data == "uniform"
            ? SyntheticRows.Uniform(count, dimensions, seed)
            : SyntheticRows.Clustered(count, dimensions, clusters: 40, seed);
        return metric == Metric.Cosine ? SyntheticRows.Normalized(rows) : rows;
    }
}
