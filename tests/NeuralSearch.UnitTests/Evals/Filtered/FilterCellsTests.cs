using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Ann.Results;
using NeuralSearch.Evals.Filtered;
using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Evals.Filtered;

public sealed class FilterCellsTests
{
    private const ulong Seed = 5;
    private static readonly VectorSet Set = Create();
    private static readonly FilterCell[] Cells = [.. FilterCells.Create(Set, Seed)];

    [Fact]
    public void Every_kind_and_share_is_there_with_exactly_its_rows()
    {
        Assert.Equal(17, Cells.Length);
        foreach (FilterCell cell in Cells.Where(cell => cell.Kind != FilterKind.And))
        {
            foreach (PointBitmap bitmap in cell.Filters.Bitmaps)
                Assert.Equal((uint)Math.Round(cell.Share * Set.Base.Count), bitmap.Count);
        }

        Assert.InRange(Cell(FilterKind.And, 0.04).Matches, 50u, 120u);
    }

    [Fact]
    public void Equal_seeds_give_equal_filters()
    {
        FilterCell[] again = [.. FilterCells.Create(Set, Seed)];

        Assert.All(Cells.Zip(again), pair => Assert.Equal(
            pair.First.Filters.Bitmaps[0].Words.ToArray(), pair.Second.Filters.Bitmaps[0].Words.ToArray()));
    }

    [Fact]
    public void The_rows_of_a_fixed_half_space_hold_those_of_a_smaller_one()
    {
        PointBitmap large = Cell(FilterKind.Fixed, 0.5).Filters.Bitmaps[0];
        PointBitmap small = Cell(FilterKind.Fixed, 0.1).Filters.Bitmaps[0];

        foreach (uint row in small) Assert.True(large.Contains(row));
    }

    [Fact]
    public void A_far_half_space_holds_few_of_the_neighbours_of_its_query()
    {
        FilterCell far = Cell(FilterKind.Far, 0.2);
        FilterCell random = Cell(FilterKind.Random, 0.2);
        GroundTruth truth = GroundTruth.Compute(Set, k: 50);

        Assert.True(Neighbours(far) < Neighbours(random) / 2, $"{Neighbours(far)}, {Neighbours(random)}, seed {Seed}");

        int Neighbours(FilterCell cell) => Enumerable.Range(0, Set.Queries.Count).Sum(
            q => truth.Ids[q].ToArray().Count(row => cell.Filters.Of(q).Contains((uint)row)));
    }

    [Fact]
    public void The_truth_of_a_cell_is_a_plain_sort_of_the_rows_that_match()
    {
        FilterCell cell = Cell(FilterKind.Far, 0.01);
        using VectorIndex index = GroundTruth.IndexOf(Set.Base, Set.Metric);

        GroundTruth truth = GroundTruth.Compute(index, Set.Queries, k: 10, cell.Filters);

        for (int q = 0; q < Set.Queries.Count; q++)
        {
            float[] query = Set.Queries[q].ToArray();
            int[] expected = [.. Enumerable.Range(0, Set.Base.Count)
                .Where(row => cell.Filters.Of(q).Contains((uint)row))
                .OrderBy(row => ReferenceDistances.Distance(Set.Metric, query, Set.Base[row].ToArray()))
                .Take(10)];
            Assert.Equal(expected, truth.Ids[q].ToArray());
        }
    }

    [Fact]
    public void Of_fewer_matches_than_k_all_are_wanted()
    {
        FilterCell cell = Cell(FilterKind.Random, 0.001);
        using VectorIndex index = GroundTruth.IndexOf(Set.Base, Set.Metric);

        GroundTruth truth = GroundTruth.Compute(index, Set.Queries, k: 10, cell.Filters);

        Assert.Equal(2u, cell.Matches);
        Assert.Equal(2, truth.Ids.Width);
    }

    private static FilterCell Cell(FilterKind kind, double share) =>
        Cells.Single(cell => cell.Kind == kind && Math.Abs(cell.Share - share) < 1e-9);

    private static VectorSet Create()
    {
        var generator = new TextLikeVectors(dimensions: 24, rank: 8, topics: 20, seed: 3);
        return new VectorSet
        {
            Name = "small",
            Origin = "a test",
            Metric = Metric.Cosine,
            Base = generator.Rows(0, 2_000),
            Queries = generator.Rows(2_000, 40),
        };
    }
}
