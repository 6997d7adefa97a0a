using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Loading;
using NeuralSearch.Evals.Reports;
using NeuralSearch.Index;
using NeuralSearch.UnitTests.Evals.Ann;
using Xunit;

namespace NeuralSearch.UnitTests.Evals.Loading;

public sealed class LoadingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Recall_is_over_what_was_acknowledged_when_the_query_began()
    {
        // Distances to the query 0 are 4, 1, 9, 0: the last row, the nearest, came after the query.
        VectorSet set = Sets.Euclid([[2], [1], [3], [0]], [[0]]);
        using var index = new VectorIndex(1, Metric.Euclid);
        for (int i = 0; i < set.Base.Count; i++) index.Append(set.Base[i]);

        IReadOnlyList<QuerySample> samples = AcknowledgedTruth.Check(index, set.Queries,
        [
            Sample(acknowledged: 2, found: [new(1, 1), new(0, 4)]),
            Sample(acknowledged: 3, found: [new(1, 1)]),
            Sample(acknowledged: 2, found: [new(3, 0), new(1, 1)]), // a newer row took the place of a farther one
            Sample(acknowledged: 2, found: null),
        ]);

        Assert.Equal([1, 1 / 3.0, 1, null], samples.Select(sample => sample.Recall));
    }

    [Fact]
    public void A_phase_is_cut_into_windows_of_equal_time()
    {
        QuerySample[] samples = [.. Enumerable.Range(0, 501).Select(i => Sample(2, null) with
        {
            Due = TimeSpan.FromMilliseconds(500 + i),
            Taken = TimeSpan.FromMicroseconds(i),
            Recall = i < 50 ? 0.5 : 1,
        })];

        IReadOnlyList<(TimeSpan From, PhaseFigures Figures)> windows = PhaseFigures.WindowsOf(samples);
        var all = PhaseFigures.Of(samples);

        Assert.Equal(PhaseFigures.MaxWindows, windows.Count);
        Assert.Equal([50, 50, 50, 50, 50, 50, 50, 50, 50, 51], windows.Select(window => window.Figures.Queries));
        Assert.Equal(0.5, windows[0].Figures.Recall);
        Assert.Single(PhaseFigures.WindowsOf(samples[..60]));
        Assert.Equal((250, 475, 495, 500), (all.P50Us, all.P95Us, all.P99Us, all.MaxUs));
    }

    [Fact]
    public void The_loader_leaves_no_more_rows_unindexed_than_the_node_does()
    {
        RowMatrix rows = new TextLikeVectors(dimensions: 8, rank: 4, topics: 5, seed: 1).Rows(0, 4_000);
        using var index = new VectorIndex(8, Metric.Cosine);
        var loader = new BoundedLoader(index, rows);

        loader.Load(2_500, TestContext.Current.CancellationToken);
        loader.Load(1_500, TestContext.Current.CancellationToken);

        Assert.Equal(4_000u, index.Count);
        Assert.InRange(index.Count - index.IndexedCount, 1u, BoundedLoader.MaxUnindexedRows);
        loader.Settle(TestContext.Current.CancellationToken);
        Assert.Equal(4_000u, index.IndexedCount);
    }

    [Fact]
    public void A_query_belongs_to_the_phase_in_which_it_was_asked()
    {
        VectorSet set = Sets.Euclid([[2], [1]], [[0]]);
        using var index = new VectorIndex(1, Metric.Euclid);
        index.Append(set.Base[0]);
        var queries = new PacedQueries(index, set.Queries, new LoadingOptions { Data = [], Rate = 1_000, CheckedEvery = 2 });

        IReadOnlyList<QuerySample> samples = queries.Run(() =>
        {
            queries.During(Phase.Before, () => SpinWait.SpinUntil(() => queries.Asked >= 3, Patience));
            queries.During(Phase.Loading, () =>
            {
                index.Append(set.Base[1]);
                int asked = queries.Asked;
                SpinWait.SpinUntil(() => queries.Asked >= asked + 3, Patience);
            });
        });

        Assert.Equal((Phase.Before, 1u), (samples[0].Phase, samples[0].Acknowledged));
        Assert.Equal((Phase.Loading, 2u), (samples[^1].Phase, samples[^1].Acknowledged));
        Assert.Equal(samples.Select(sample => sample.Due).Order(), samples.Select(sample => sample.Due));
        Assert.All(samples.Index(), each => Assert.Equal(each.Index % 2 == 0, each.Item.Found is not null));
    }

    [Fact]
    public void The_lowest_window_decides_whether_recall_held()
    {
        Measurement before = Row("before", p50: 10, p99: 20, recall: 1);
        Measurement loading = Row("loading", p50: 15, p99: 120, recall: 0.99);
        Measurement window = Row("window", p50: 15, p99: 120, recall: 0.9);

        GoalResult[] goals = [.. LoadingReport.Goals([before, loading, window])];

        Assert.Equal(["1.50", "6.00", "0.900"], goals.Select(goal => goal.Measured));
        Assert.Equal([true, false, false], goals.Select(goal => goal.IsMet));
    }

    private static Measurement Row(string name, double p50, double p99, double recall) =>
        new() { Suite = "loading", Case = name, Data = "set", P50Us = p50, P99Us = p99, Recall = recall };

    private static QuerySample Sample(uint acknowledged, Neighbor[]? found) =>
        new(Phase.Before, TimeSpan.Zero, TimeSpan.Zero, 1, acknowledged, 0, found);
}
