using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Search;

/// <summary>
/// Filters of every share, independent of the query and against it: never too few results, recall ≥ .98.
/// </summary>
public sealed class FilteredSearchTests : IClassFixture<FilteredSearchTests.BuiltIndex>
{
    private const int QueryCount = 30;
    private const int K = 10;

    /// <summary>So small that the planner takes the traversal in an index of this size.</summary>
    private const int SmallEf = 32;

    private readonly BuiltIndex _built;

    public FilteredSearchTests(BuiltIndex built) => _built = built;

    [Theory]
    [InlineData("random", 0.9)]
    [InlineData("random", 0.5)]
    [InlineData("random", 0.2)]
    [InlineData("random", 0.1)]
    [InlineData("random", 0.05)]
    [InlineData("random", 0.01)]
    [InlineData("random", 0.001)]
    [InlineData("farthest", 0.5)]
    [InlineData("farthest", 0.2)]
    [InlineData("farthest", 0.1)]
    [InlineData("farthest", 0.05)]
    [InlineData("farthest", 0.01)]
    [InlineData("farthest", 0.001)]
    [InlineData("half-space", 0.5)]
    [InlineData("half-space", 0.2)]
    [InlineData("half-space", 0.1)]
    [InlineData("half-space", 0.05)]
    [InlineData("half-space", 0.01)]
    [InlineData("half-space", 0.001)]
    public void Filtered_search_is_complete_and_accurate(string kind, double share)
    {
        var recall = 0.0;
        var results = new Neighbor[K];
        for (var i = 0; i < 2 * QueryCount; i++)
        {
            // Each query twice: with the defaults, and with the traversal wherever the small beam makes it the cheaper.
            var query = _built.Queries[i / 2];
            var allowed = Filter(kind, share, query, seed: 100 + i);

            var request = new SearchRequest { Allowed = allowed, Ef = i % 2 == 0 ? 0 : SmallEf };
            var found = _built.Index.Search(query, request, results, out var statistics);

            bool Passes(uint offset) => allowed.Contains(offset) && _built.Index.Contains(offset);
            var expected = Oracle.Distances(Metric.Euclid, query, _built.Rows, Passes);
            recall += Oracle.Recall(results.AsSpan(0, found), K, expected, Passes) / (2 * QueryCount);
            Assert.InRange(statistics.Distances, 0, 2 * allowed.Count + 1000);
        }

        Assert.True(recall >= 0.98, $"recall@{K} is {recall:F4} for {kind} {share:P1}.");
    }

    [Fact]
    public void A_random_half_is_found_in_the_traversal()
    {
        var allowed = Filter("random", 0.5, _built.Queries[0], seed: 1);

        var request = new SearchRequest { Allowed = allowed, Ef = SmallEf };
        _built.Index.Search(_built.Queries[0], request, new Neighbor[K], out var statistics);

        Assert.Equal(SearchPlan.FilteredGraph, statistics.Plan);
        Assert.False(statistics.FellBack);
        Assert.InRange(statistics.Distances, 1, allowed.Count / 2);
    }

    [Fact]
    public void A_traversal_whose_budget_is_spent_falls_back_to_the_scan()
    {
        var query = _built.Queries[0];
        var allowed = Filter("farthest", 0.5, query, seed: 1);

        var request = new SearchRequest { Allowed = allowed, Ef = SmallEf };
        var found = _built.Index.Search(query, request, new Neighbor[K], out var statistics);

        Assert.Equal(K, found);
        Assert.True(statistics.FellBack);
        Assert.Equal(SearchPlan.FilteredScan, statistics.Plan);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(11)]
    public void When_m_rows_match_min_k_m_are_returned(int matches)
    {
        var allowed = new PointBitmap(_built.Index.Count);
        var random = new Random(5);
        while (allowed.Count < matches)
        {
            var offset = (uint)random.Next(_built.Rows.Length);
            if (_built.Index.Contains(offset)) allowed.Add(offset);
        }

        var found = _built.Index.Search(_built.Queries[0], new SearchRequest { Allowed = allowed }, new Neighbor[K]);

        Assert.Equal(Math.Min(K, matches), found);
    }

    [Fact]
    public void A_filter_of_deleted_rows_alone_returns_nothing()
    {
        var allowed = new PointBitmap(_built.Index.Count);
        for (var offset = 0u; offset < _built.Index.Count; offset++)
            if (!_built.Index.Contains(offset)) allowed.Add(offset);

        var found = _built.Index.Search(_built.Queries[0], new SearchRequest { Allowed = allowed }, new Neighbor[K]);

        Assert.True(allowed.Count > 0);
        Assert.Equal(0, found);
    }

    [Fact]
    public void A_filter_that_ends_before_the_index_does_lets_nothing_beyond_pass()
    {
        var allowed = new PointBitmap(100);
        allowed.Fill();
        var results = new Neighbor[1000];

        var found = _built.Index.Search(_built.Queries[0], new SearchRequest { Allowed = allowed }, results);

        Assert.InRange(found, 1, 100);
        Assert.All(results[..found], result => Assert.True(result.Offset < 100));
    }

    private PointBitmap Filter(string kind, double share, float[] query, int seed)
    {
        var rows = _built.Rows;
        var random = new Random(seed);
        var direction = SyntheticRows.Uniform(1, BuiltIndex.Dimensions, seed)[0];
        var order = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            order[i] = kind switch
            {
                "random" => random.NextDouble(),
                "farthest" => -ReferenceDistances.EuclidSquared(query, rows[i]),
                _ => ReferenceDistances.Dot(direction, rows[i]),
            };
        }

        var threshold = order.Order().ElementAt((int)(share * rows.Length));
        var allowed = new PointBitmap((uint)rows.Length);
        for (var i = 0; i < rows.Length; i++)
            if (order[i] < threshold) allowed.Add((uint)i);
        return allowed;
    }

    /// <summary>20 000 clustered rows, a hundred of them deleted; built once for the class.</summary>
    public sealed class BuiltIndex : IDisposable
    {
        public const int Dimensions = 32;
        private const int RowCount = 20_000;

        public BuiltIndex()
        {
            Rows = SyntheticRows.Clustered(RowCount, Dimensions, clusters: 100, seed: 21);
            Queries = SyntheticRows.Clustered(QueryCount, Dimensions, clusters: 100, seed: 22);
            Index = new VectorIndex(Dimensions, Metric.Euclid);
            foreach (var row in Rows) Index.Append(row);
            while (Index.IndexNext(1024)) { }
            for (var i = 0; i < 100; i++) Index.Delete((uint)(i * 199));
        }

        public VectorIndex Index { get; }

        public float[][] Rows { get; }

        public float[][] Queries { get; }

        public void Dispose() => Index.Dispose();
    }
}
