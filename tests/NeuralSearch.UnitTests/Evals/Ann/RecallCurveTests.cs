using NeuralSearch.Evals.Ann.Results;
using Xunit;

namespace NeuralSearch.UnitTests.Evals.Ann;

public sealed class RecallCurveTests
{
    private static readonly (double Recall, double Time)[] Curve = [(0.80, 10), (0.90, 20), (0.98, 80)];

    [Theory]
    [InlineData(0.90, 20)] // a point
    [InlineData(0.94, 40)] // half way in recall is the geometric mean in time
    [InlineData(0.85, 14.142135623730951)]
    [InlineData(0.98, 80)]
    public void Time_is_interpolated_between_neighbouring_points(double recall, double time)
    {
        Assert.Equal(time, RecallCurve.TimeAt(Curve, recall)!.Value, 9);
    }

    [Fact]
    public void A_recall_below_the_first_point_costs_what_the_first_point_costs()
    {
        Assert.Equal(10, RecallCurve.TimeAt(Curve, 0.5));
    }

    [Fact]
    public void A_recall_that_is_never_reached_has_no_time()
    {
        Assert.Null(RecallCurve.TimeAt(Curve, 0.99));
    }

    [Fact]
    public void The_first_crossing_counts_where_recall_falls_again()
    {
        (double, double)[] wavy = [(0.90, 10), (0.96, 20), (0.94, 30), (0.97, 40)];

        Assert.InRange(RecallCurve.TimeAt(wavy, 0.95)!.Value, 10, 20);
    }
}
