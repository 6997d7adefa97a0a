using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Search;

/// <summary>
/// recall@10 at ef = 64 over (how the index came to be) × (rows) × (codes) × (metric) × (data), against the exact
/// oracle.
/// </summary>
public sealed class RecallTests
{
    private const int RowCount = 8_000;
    private const int QueryCount = 60;
    private const int Dimensions = 32;
    private const int K = 10;
    private const int Seed = 11;

    /// <summary>
    /// The floors, a little below what was measured when they were set. Uniform rows in 32 dimensions have no structure
    /// that a graph could use; real rows resemble the clustered ones. Dot has no graph: it is exact.
    /// </summary>
    public static TheoryData<string, RowType, VectorCodes, Metric, string, double> Floors()
    {
        var floors = new TheoryData<string, RowType, VectorCodes, Metric, string, double>();
        foreach (var history in new[] { "build", "insert", "delete", "seal", "merge" })
        {
            foreach (var (rows, codes) in new[]
            {
                (RowType.Float32, VectorCodes.Raw), (RowType.Float32, VectorCodes.U8),
                (RowType.Float16, VectorCodes.Raw), (RowType.Float16, VectorCodes.U8),
                (RowType.UInt8, VectorCodes.Raw),
            })
            {
                floors.Add(history, rows, codes, Metric.Cosine, "uniform", 0.95);
                floors.Add(history, rows, codes, Metric.Euclid, "uniform", 0.96);
                floors.Add(history, rows, codes, Metric.Manhattan, "uniform", 0.93);
                floors.Add(history, rows, codes, Metric.Cosine, "clustered", 0.99);
                floors.Add(history, rows, codes, Metric.Euclid, "clustered", 0.99);
                floors.Add(history, rows, codes, Metric.Manhattan, "clustered", 0.99);
            }

            foreach (var rows in new[] { RowType.Float32, RowType.Float16 })
            {
                floors.Add(history, rows, VectorCodes.Bits4, Metric.Cosine, "uniform", 0.95);
                floors.Add(history, rows, VectorCodes.Bits4, Metric.Euclid, "uniform", 0.96);
                floors.Add(history, rows, VectorCodes.Bits4, Metric.Cosine, "clustered", 0.99);
                floors.Add(history, rows, VectorCodes.Bits4, Metric.Euclid, "clustered", 0.99);
            }

            foreach (var rows in new[] { RowType.Float32, RowType.Float16, RowType.UInt8 })
            {
                floors.Add(history, rows, VectorCodes.Raw, Metric.Dot, "uniform", 1.00);
                floors.Add(history, rows, VectorCodes.Raw, Metric.Dot, "clustered", 1.00);
            }

            floors.Add(history, RowType.Bits, VectorCodes.Raw, Metric.Hamming, "uniform", 0.99);
            floors.Add(history, RowType.Bits, VectorCodes.Raw, Metric.Hamming, "clustered", 0.99);
        }

        return floors;
    }

    [Theory]
    [MemberData(nameof(Floors))]
    public void Recall_stays_above_its_floor(
        string history, RowType type, VectorCodes codes, Metric metric, string data, double floor)
    {
        var rows = Rows(type, metric, data, RowCount, Seed);
        var queries = Rows(type, metric, data, QueryCount, Seed + 1);
        using var index = new VectorIndex(Dimensions, metric, new HnswOptions { Codes = codes }, type);
        var isByteCosine = type == RowType.UInt8 && metric == Metric.Cosine;
        if (isByteCosine) SyntheticRows.Normalized(queries);

        var stored = Fill(index, history, rows, Rows(type, metric, data, RowCount, Seed + 2));

        // Rows of bytes keep their length, which the distance divides by.
        if (isByteCosine) stored = [.. SyntheticRows.Normalized([.. stored])];
        var recall = 0.0;
        var results = new Neighbor[K];
        foreach (var query in queries)
        {
            var found = index.Search(query, new SearchRequest { Ef = 64 }, results, out var statistics);
            var expected = Oracle.Distances(metric, query, stored, index.Contains);
            recall += Oracle.Recall(results.AsSpan(0, found), K, expected, index.Contains) / QueryCount;
            Assert.Equal(metric == Metric.Dot ? SearchPlan.Scan : SearchPlan.Graph, statistics.Plan);
            Assert.Equal(metric == Metric.Dot, statistics.Distances >= index.LiveCount);
            Assert.Equal(codes != VectorCodes.Raw, statistics.Reranked >= K);
        }

        Assert.True(recall >= floor - 1e-9, $"recall@{K} is {recall:F4}, its floor is {floor} (seed {Seed}).");
        TestContext.Current.TestOutputHelper?.WriteLine($"{history} {type} {codes} {metric} {data}: {recall:F4}");
    }

    /// <summary>
    /// Brings the rows in; "seal" seals the head before the last eighth, "delete" replaces half of them by others and "merge"
    /// then merges the segments. The result has the row of every offset.
    /// </summary>
    private static List<float[]> Fill(VectorIndex index, string history, float[][] rows, float[][] others)
    {
        var random = new Random(Seed);
        var stored = new List<float[]>();
        foreach (var row in rows)
        {
            index.Append(row);
            stored.Add(row);
            if (history == "insert") index.IndexNext(random.Next(1, 3));
            if (history == "seal" && stored.Count == RowCount * 7 / 8) index.Seal();
        }

        while (index.IndexNext(512)) { }
        if (history is not ("delete" or "merge")) return stored;

        for (var offset = 0; offset < rows.Length; offset++)
        {
            if (random.Next(2) == 0) continue;
            index.Delete((uint)offset);
            index.Append(others[offset]);
            stored.Add(others[offset]);
        }

        while (index.IndexNext(512)) { }
        while (history == "merge" && index.MergeNext(512)) { }
        return stored;
    }

    private static float[][] Rows(RowType type, Metric metric, string data, int count, int seed)
    {
        var rows = data == "uniform"
            ? SyntheticRows.Uniform(count, Dimensions, seed)
            : SyntheticRows.Clustered(count, Dimensions, clusters: 40, seed);
        return SyntheticRows.As(type, metric == Metric.Cosine && type != RowType.UInt8
            ? SyntheticRows.Normalized(rows)
            : rows);
    }
}
