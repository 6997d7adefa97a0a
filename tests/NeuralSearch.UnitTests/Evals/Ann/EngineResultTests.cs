using NeuralSearch.Evals.Ann.Engines;
using NeuralSearch.Evals.Ann.Results;
using Xunit;

namespace NeuralSearch.UnitTests.Evals.Ann;

public sealed class EngineResultTests
{
    [Fact]
    public void The_ratio_is_taken_within_rounds_and_then_its_median()
    {
        // The machine was half as fast in the second round and busy with something else in the third.
        EngineResult fast = Result("fast", [(0.9, [10, 20, 10]), (1.0, [10, 20, 10])]);
        EngineResult slow = Result("slow", [(0.9, [30, 60, 500]), (1.0, [30, 60, 500])]);

        Assert.Equal(3, fast.RatioTo(slow, 0.95, batch => batch.WallUs)!.Value, 9);
        Assert.Equal(1, slow.RatioTo(slow, 0.95, batch => batch.WallUs)!.Value, 9);
    }

    [Fact]
    public void There_is_no_ratio_where_one_never_reaches_the_recall()
    {
        EngineResult good = Result("good", [(0.9, [10]), (1.0, [20])]);
        EngineResult poor = Result("poor", [(0.9, [10]), (0.95, [20])]);

        Assert.Null(poor.RatioTo(good, 0.99, batch => batch.WallUs));
        Assert.Null(good.RatioTo(poor, 0.99, batch => batch.WallUs));
        Assert.Null(poor.TimeAt(0.99, batch => batch.WallUs));
    }

    [Fact]
    public void Percentiles_are_of_the_nearest_rank()
    {
        uint[] values = [5, 1, 4, 2, 3];

        Assert.Equal(3, Percentile.Of(values, 0.50));
        Assert.Equal(5, Percentile.Of(values, 0.99));
        Assert.Equal(1, Percentile.Of(values, 0));
        Assert.Equal(5, Percentile.Of(values, 1));
    }

    private static EngineResult Result(string name, (double Recall, double[] Times)[] curve)
    {
        var spec = new EngineSpec(name, 16, 200, name, [], new Dictionary<string, string>(), false);
        var result = new EngineResult { Spec = spec, Kind = "hnsw f32", Build = new EngineBuild(1, 1) };
        foreach ((double recall, double[] times) in curve)
        {
            var series = new Series(result.Curve.Count + 1, 1);
            foreach (double time in times)
                series.Add(new Batch(new Recall(recall, recall), time, time, null, null, null));
            result.Curve.Add(series);
        }

        return result;
    }
}
