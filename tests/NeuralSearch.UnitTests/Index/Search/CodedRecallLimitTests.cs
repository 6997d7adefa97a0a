using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Search;

/// <summary>
/// A beam that covers much of the graph finds everything: codes and the bounded ranking of what they found set no limit
/// to recall. It asks the graph itself, since the planner would scan at such beams.
/// </summary>
public sealed unsafe class CodedRecallLimitTests
{
    private const int Dimensions = 48;
    private const int RowCount = 6_000;
    private const int K = 10;

    [Theory]
    [InlineData(Metric.Cosine, "uniform")]
    [InlineData(Metric.Euclid, "uniform")]
    [InlineData(Metric.Manhattan, "uniform")]
    [InlineData(Metric.Cosine, "clustered")]
    [InlineData(Metric.Euclid, "clustered")]
    [InlineData(Metric.Manhattan, "clustered")]
    public void Codes_do_not_cap_recall(Metric metric, string data)
    {
        var rows = Rows(metric, data, RowCount, seed: 81);
        var queries = Rows(metric, data, 100, seed: 82);

        var recall = metric switch
        {
            Metric.Cosine => Recall<NegatedDot, CodeEuclidSquared>(metric, rows, queries),
            Metric.Euclid => Recall<EuclidSquared, CodeEuclidSquared>(metric, rows, queries),
            _ => Recall<ManhattanDistance, CodeManhattan>(metric, rows, queries),
        };

        Assert.True(recall >= 0.999, $"recall@{K} is {recall:F4}.");
    }

    private static double Recall<TDistance, TCode>(Metric metric, float[][] rows, float[][] queries)
        where TDistance : struct, IDistance
        where TCode : struct, IDistance
    {
        using var arena = new NativeArena();
        var stored = new NativeBlocks(arena, Dimensions * sizeof(float));
        var live = new LiveSet();
        var map = new OffsetMap(first: 0);
        var graph = new HnswGraph(arena, HnswOptions.Default);
        var searcher = new CodedGraphSearcher<TDistance, TCode>(stored, graph, Dimensions, HnswOptions.Default);
        for (var offset = 0u; offset < rows.Length; offset++)
        {
            stored.EnsureRoomFor(offset);
            rows[offset].CopyTo(new Span<float>(stored[offset], Dimensions));
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
                Assert.True(searcher.Search(pointer, new MatchFilter(live.Words, null, map), view, isFiltered: false,
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

    private static float[][] Rows(Metric metric, string data, int count, int seed)
    {
        var rows = data == "uniform"
            ? SyntheticRows.Uniform(count, Dimensions, seed)
            : SyntheticRows.Clustered(count, Dimensions, clusters: 40, seed);
        return metric == Metric.Cosine ? SyntheticRows.Normalized(rows) : rows;
    }
}
