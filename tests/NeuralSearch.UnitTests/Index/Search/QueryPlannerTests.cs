using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Search;

public sealed class QueryPlannerTests
{
    [Theory]
    [InlineData(999, 999, 1, false, SearchPlan.Scan)]
    [InlineData(100_000, 0, 64, false, SearchPlan.Scan)]
    [InlineData(100_000, 100_000, 64, false, SearchPlan.Graph)]
    [InlineData(100_000, 100_000, 100_000, false, SearchPlan.Scan)]
    [InlineData(50_000, 100_000, 64, true, SearchPlan.FilteredGraph)]
    [InlineData(1_000, 100_000, 64, true, SearchPlan.FilteredScan)]
    [InlineData(10, 100_000_000, 64, true, SearchPlan.FilteredScan)]
    public void The_cheaper_plan_is_taken(uint matches, uint indexed, int ef, bool isFiltered, SearchPlan expected)
    {
        Assert.Equal(expected, QueryPlanner.Choose(matches, indexed, ef, 100, isFiltered, VectorCodes.Raw, out _));
    }

    [Fact]
    public void A_traversal_on_codes_is_cheaper_and_so_is_taken_where_one_on_raw_rows_is_not()
    {
        var raw = QueryPlanner.Choose(10_000, 10_000, 500, 768, isFiltered: false, VectorCodes.Raw, out _);
        var coded = QueryPlanner.Choose(10_000, 10_000, 500, 768, isFiltered: false, VectorCodes.U8, out _);

        Assert.Equal((SearchPlan.Scan, SearchPlan.Graph), (raw, coded));
    }

    [Theory]
    [InlineData(384, VectorCodes.Raw)]
    [InlineData(1536, VectorCodes.Raw)]
    [InlineData(384, VectorCodes.U8)]
    [InlineData(1536, VectorCodes.U8)]
    public void A_traversal_may_cost_what_it_promised_and_with_the_scan_at_most_twice_the_scan(
        int dimensions, VectorCodes codes)
    {
        for (var matches = 10_000u; matches <= 1_000_000; matches *= 10)
        {
            var plan = QueryPlanner.Choose(matches, 1_000_000, 128, dimensions, isFiltered: true,
                codes, out var budget);

            if (plan != SearchPlan.FilteredGraph) continue;
            Assert.True(budget >= 128 * (1_000_000 / matches));
            Assert.True(budget <= matches);
        }
    }
}
