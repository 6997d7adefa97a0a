using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Search;

public sealed class QueryPlannerTests
{
    [Theory]
    [InlineData(999, 999, 10, false, SearchPlan.Scan)]
    [InlineData(100_000, 0, 64, false, SearchPlan.Scan)]
    [InlineData(100_000, 100_000, 64, false, SearchPlan.Graph)]
    [InlineData(100_000, 100_000, 60_000, false, SearchPlan.Scan)]
    [InlineData(50_000, 100_000, 64, true, SearchPlan.FilteredGraph)]
    [InlineData(1_000, 100_000, 64, true, SearchPlan.FilteredScan)]
    [InlineData(10, 100_000_000, 64, true, SearchPlan.FilteredScan)]
    public void The_cheaper_plan_is_taken(uint matches, uint nodes, int ef, bool isFiltered, SearchPlan expected)
    {
        Assert.Equal(expected, Choose(matches, nodes, ef, isFiltered, VectorCodes.Raw).Kind);
    }

    [Fact]
    public void A_traversal_on_codes_is_cheaper_and_so_is_taken_where_one_on_raw_rows_is_not()
    {
        var raw = Choose(10_000, 10_000, 500, isFiltered: false, VectorCodes.Raw, dimensions: 768);
        var coded = Choose(10_000, 10_000, 500, isFiltered: false, VectorCodes.U8, dimensions: 768);

        Assert.Equal((SearchPlan.Scan, SearchPlan.Graph), (raw.Kind, coded.Kind));
    }

    [Fact]
    public void Shorter_rows_are_planned_by_what_they_cost()
    {
        var floats = Choose(10_000, 10_000, 500, isFiltered: false, VectorCodes.Raw, dimensions: 768);
        var bytes = Choose(10_000, 10_000, 500, isFiltered: false, VectorCodes.Raw, 768, RowType.UInt8);
        var bits = Choose(10_000, 10_000, 500, isFiltered: false, VectorCodes.Raw, 768 * 8, RowType.Bits);

        Assert.Equal(SearchPlan.Scan, floats.Kind);
        Assert.Equal(bytes.Kind, bits.Kind);
        Assert.True(bytes.Beam.Budget < floats.Distances);
    }

    [Theory]
    [InlineData(0.5, 84)]
    [InlineData(0.25, 42)]
    [InlineData(0.1, 40)]
    [InlineData(0.9, 128)]
    public void A_traversal_keeps_what_passes_of_a_region_of_ef_nodes_and_more_but_enough_for_k(double share, int width)
    {
        var beam = new FilteredBeam(Ef: 128, K: 10, share, Budget: 0);

        Assert.InRange(beam.Width(share), width - 1, width);
        Assert.Equal(128, beam.Width(share / 3));
    }

    [Fact]
    public void A_width_is_never_below_k_nor_above_ef()
    {
        var beam = new FilteredBeam(Ef: 110, K: 100, Share: 0.2, Budget: 0);

        for (var rate = 0.0; rate <= 1; rate += 0.01) Assert.InRange(beam.Width(rate), 100, 110);
    }

    [Fact]
    public void A_traversal_is_given_up_when_its_budget_is_spent_or_clearly_will_be()
    {
        var beam = new FilteredBeam(Ef: 128, K: 10, Share: 0.2, Budget: 1_000);

        Assert.False(beam.IsHopeless(distances: 500, found: 0, wanted: 35));
        Assert.True(beam.IsHopeless(distances: 600, found: 10, wanted: 35));
        Assert.False(beam.IsHopeless(distances: 600, found: 11, wanted: 35));
        Assert.False(beam.IsHopeless(distances: 1_000, found: 35, wanted: 35));
        Assert.True(beam.IsHopeless(distances: 1_001, found: 35, wanted: 35));
    }

    [Fact]
    public void Few_rows_are_scanned_as_they_are_and_many_by_their_codes()
    {
        Assert.False(Choose(20, 1_000_000, 128, isFiltered: true, VectorCodes.U8, dimensions: 768).ByCode);
        Assert.True(Choose(5_000, 1_000_000, 128, isFiltered: true, VectorCodes.U8, dimensions: 768).ByCode);
        Assert.False(Choose(5_000, 1_000_000, 128, isFiltered: true, VectorCodes.Raw, dimensions: 768).ByCode);
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
            var plan = Choose(matches, 1_000_000, 128, isFiltered: true, codes, dimensions);

            if (plan.Kind != SearchPlan.FilteredGraph) continue;
            Assert.True(plan.Beam.Budget >= plan.Distances);
            Assert.True(plan.Beam.Budget <= matches);
        }
    }

    private static QueryPlan Choose(uint matches, uint nodes, int ef, bool isFiltered, VectorCodes codes,
        int dimensions = 100, RowType rows = RowType.Float32) =>
        QueryPlanner.Choose(matches, nodes, k: 10, ef, dimensions, isFiltered, codes, rows);
}
