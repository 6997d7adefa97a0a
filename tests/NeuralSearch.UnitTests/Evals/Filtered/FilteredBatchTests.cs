using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Ann.Engines;
using NeuralSearch.Evals.Ann.Results;
using NeuralSearch.Evals.Filtered;
using NeuralSearch.Index;
using NeuralSearch.UnitTests.Evals.Ann;
using Xunit;

namespace NeuralSearch.UnitTests.Evals.Filtered;

public sealed class FilteredBatchTests
{
    private static readonly VectorSet Line = Sets.Euclid([[1], [2], [3], [4]], [[0], [5]]);

    [Fact]
    public void What_is_missing_shows_in_recall_and_in_the_share_returned()
    {
        FilteredBatch batch = Batch([[0, -1], [2, 0]]);

        Assert.Equal(0.75, batch.Returned);
        Assert.Equal(0.75, batch.Search.Recall.ByOverlap);
    }

    [Fact]
    public void Ratios_are_to_the_same_round()
    {
        FilteredBatch batch = Batch([[0, 2], [2, 0]]);

        Assert.Equal(2, batch.RatioToUnfiltered);
        Assert.Equal(0.5, batch.RatioToExact);
        Assert.Equal(0.5, batch.Plans["FilteredScan"]);
    }

    [Fact]
    public void A_row_that_does_not_match_is_an_error()
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Batch([[0, 1], [2, 0]]));

        Assert.Contains("row 1 does not match", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Rows 0 and 2 match; each query took 4 microseconds.</summary>
    private static FilteredBatch Batch(int[][] answers)
    {
        var bitmap = new PointBitmap(4);
        bitmap.Add(0);
        bitmap.Add(2);
        var cell = new FilterCell(FilterKind.Random, 0.5, QueryFilters.Same(bitmap, queries: 2));
        using VectorIndex index = GroundTruth.IndexOf(Line.Base, Line.Metric);
        GroundTruth truth = GroundTruth.Compute(index, Line.Queries, k: 2, cell.Filters);
        IntMatrix ids = IntMatrix.Empty(2, 2);
        for (int q = 0; q < 2; q++) answers[q].CopyTo(ids[q]);
        var plans = new Dictionary<string, int> { ["FilteredScan"] = 1, ["FilteredGraph"] = 1 };
        return FilteredBatch.Of("engine", new EngineAnswers(ids, 8_000, 8_000, [], plans), truth, Line, cell,
            unfilteredCpuUs: 2, exactCpuUs: 8);
    }
}
