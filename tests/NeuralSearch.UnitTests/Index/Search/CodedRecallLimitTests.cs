using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Search;

/// <summary>
/// A beam that covers much of the graph finds everything: codes and the bounded ranking of what they found set no limit
/// to recall. It asks the graph itself, since the planner would scan at such beams.
/// </summary>
public sealed unsafe class CodedRecallLimitTests
{
    private const int RowCount = 6_000;
    private const int K = 10;

    [Theory]
    [InlineData(VectorCodes.U8, Metric.Cosine, "uniform", 48)]
    [InlineData(VectorCodes.U8, Metric.Euclid, "uniform", 48)]
    [InlineData(VectorCodes.U8, Metric.Manhattan, "uniform", 48)]
    [InlineData(VectorCodes.U8, Metric.Cosine, "clustered", 48)]
    [InlineData(VectorCodes.U8, Metric.Euclid, "clustered", 48)]
    [InlineData(VectorCodes.U8, Metric.Manhattan, "clustered", 48)]
    [InlineData(VectorCodes.Bits4, Metric.Cosine, "uniform", 48)]
    [InlineData(VectorCodes.Bits4, Metric.Euclid, "clustered", 48)]
    [InlineData(VectorCodes.Bits4, Metric.Euclid, "uniform", 300)]
    [InlineData(VectorCodes.Bits4, Metric.Cosine, "clustered", 1000)]
    [InlineData(VectorCodes.Bits1, Metric.Cosine, "uniform", 32)]
    [InlineData(VectorCodes.Bits1, Metric.Euclid, "uniform", 32)]
    [InlineData(VectorCodes.Bits1, Metric.Cosine, "clustered", 32)]
    [InlineData(VectorCodes.Bits1, Metric.Euclid, "clustered", 32)]
    [InlineData(VectorCodes.Bits1, Metric.Cosine, "uniform", 300)]
    [InlineData(VectorCodes.Bits1, Metric.Euclid, "clustered", 300)]
    [InlineData(VectorCodes.Bits1, Metric.Euclid, "uniform", 1000)]
    [InlineData(VectorCodes.Bits1, Metric.Cosine, "clustered", 1000)]
    public void Codes_do_not_cap_recall(VectorCodes codes, Metric metric, string data, int dimensions)
    {
        var rows = Rows(metric, data, RowCount, dimensions, seed: 81);
        var queries = Rows(metric, data, 100, dimensions, seed: 82);

        var recall = metric switch
        {
            Metric.Cosine => Recall<NegatedDot<Float32, Float32>, CodeEuclidSquared>(codes, metric, rows, queries),
            Metric.Euclid => Recall<EuclidSquared<Float32, Float32>, CodeEuclidSquared>(
                codes, metric, rows, queries),
            _ => Recall<ManhattanDistance<Float32, Float32>, CodeManhattan>(codes, metric, rows, queries),
        };

        Assert.True(recall >= 0.999, $"recall@{K} is {recall:F4}.");
    }

    private static double Recall<TDistance, TCode>(VectorCodes codes, Metric metric, float[][] rows, float[][] queries)
        where TDistance : struct, IDistance
        where TCode : struct, ICodeDistance
    {
        var dimensions = rows[0].Length;
        using var arena = new NativeArena();
        var stored = new NativeBlocks(arena, (nuint)dimensions * sizeof(float));
        var storedRows = new StoredRows(stored, RowType.Float32, dimensions);
        var live = new LiveSet();
        var map = new OffsetMap(first: 0);
        var graph = new HnswGraph(arena, HnswOptions.Default);
        var searcher = new CodedGraphSearcher<TDistance, TCode>(
            storedRows, graph, codes, HnswOptions.Default);
        for (var offset = 0u; offset < rows.Length; offset++)
        {
            stored.EnsureRoomFor(offset);
            rows[offset].CopyTo(new Span<float>(stored[offset], dimensions));
            live.Add(offset);
            searcher.Insert(offset, graph.LevelOf(offset), offset + 1, new MatchFilter(live.Words, null, map));
        }

        uint count = RowCount, deleted = 0;
        var view = new SearchView(ref count, ref count, ref deleted);
        var recall = 0.0;
        foreach (var query in queries)
        {
            var scratch = new SearchScratch();
            fixed (float* pointer = query)
            {
                Assert.True(searcher.Search(new QueryRow(pointer, stored: null), new MatchFilter(live.Words, null, map), view, isFiltered: false,
                    RowCount, new FilteredBeam(RowCount / 3, K, Share: 1, long.MaxValue), scratch));
            }

            Assert.InRange(scratch.Reranked, K, RowCount / 6);
            var results = scratch.Results.Sort().ToArray()
                .Select(key => new Neighbor(DistanceKey.Offset(key), DistanceKey.Distance(key))).ToArray();
            var expected = Oracle.Distances(metric, query, rows, _ => true);
            recall += Oracle.Recall(results, K, expected, _ => true) / queries.Length;
        }

        searcher.Retire();
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
