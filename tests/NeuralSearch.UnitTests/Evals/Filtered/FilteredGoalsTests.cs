using NeuralSearch.Evals.Filtered;
using NeuralSearch.Evals.Reports;
using Xunit;

namespace NeuralSearch.UnitTests.Evals.Filtered;

public sealed class FilteredGoalsTests
{
    [Fact]
    public void The_worst_cell_decides_and_is_named()
    {
        GoalResult[] goals = [.. FilteredGoals.Of([
            Cell("random 50 %", 0.5, recall: 0.99, returned: 1, unfiltered: 1.2, exact: 0.1),
            Cell("far 20 %", 0.2, recall: 0.97, returned: 0.9, unfiltered: 3, exact: 1.05),
            Cell("random 1 %", 0.01, recall: 1, returned: 1, unfiltered: 9, exact: 1),
        ])];

        Assert.Equal([false, false, false, true], goals.Select(goal => goal.IsMet));
        Assert.Equal("0.970 (far 20 %)", goals[0].Measured);
        // Below a fifth of the rows a query may cost more than without a filter, though not more than the scan.
        Assert.Equal("3.000 (far 20 %)", goals[2].Measured);
    }

    private static Measurement Cell(
        string name, double share, double recall, double returned, double unfiltered, double exact) => new()
        {
            Suite = "filtered",
            Case = name,
            Data = "set",
            Params = new() { ["share"] = share },
            Recall = recall,
            Returned = returned,
            CpuRatioToUnfiltered = unfiltered,
            CpuRatioToExact = exact,
        };
}
