using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Search;

public sealed class QueryPlannerTests
{
    [Theory]
    [InlineData(999, 999, 10, false, SearchPlan.Scan)]
    [InlineData(100_000, 0, 64, false, SearchPlan.Scan)]
    [InlineData(100_000, 100_000, 64, false, SearchPlan.Graph)]
    [InlineData(100_000, 100_000, 100_000, false, SearchPlan.Scan)]
    [InlineData(50_000, 100_000, 64, true, SearchPlan.FilteredGraph)]
    [InlineData(1_000, 100_000, 64, true, SearchPlan.FilteredScan)]
    [InlineData(10, 100_000_000, 64, true, SearchPlan.FilteredScan)]
    public void The_plan_with_fewer_distances_is_taken(uint matches, uint indexed, int ef, bool isFiltered,
        SearchPlan expected)
    {
        Assert.Equal(expected, QueryPlanner.Choose(matches, indexed, ef, isFiltered));
    }
}
