using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Ann.Results;
using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Evals.Ann;

public sealed class RecallTests
{
    // Distances to the query 0: 1, 4, 9, 9, 9, 16.
    private static readonly VectorSet Line = Sets.Euclid([[1], [2], [3], [-3], [3], [4]], [[0]]);

    [Fact]
    public void Both_recalls_are_one_for_the_truth_in_any_order()
    {
        Recall recall = Of(k: 3, answers: [2, 0, 1]);

        Assert.Equal(new Recall(1, 1), recall);
    }

    [Fact]
    public void A_row_as_far_as_the_last_counts_by_distance_and_not_by_overlap()
    {
        Recall recall = Of(k: 3, answers: [0, 1, 4]); // row 4 is as far as row 2, the third of the truth

        Assert.Equal(2 / 3.0, recall.ByOverlap, 12);
        Assert.Equal(1, recall.ByDistance);
    }

    [Fact]
    public void A_farther_row_counts_in_neither()
    {
        Recall recall = Of(k: 3, answers: [0, 1, 5]);

        Assert.Equal(2 / 3.0, recall.ByOverlap, 12);
        Assert.Equal(2 / 3.0, recall.ByDistance, 12);
    }

    [Theory]
    [InlineData(3.000001f, 1)] // engines add up in other orders than the exact scan
    [InlineData(3.001f, 0)]
    public void Rounding_counts_as_a_tie_by_distance_and_no_more(float nearlyThree, double byDistance)
    {
        VectorSet set = Sets.Euclid([[3], [nearlyThree]], [[0]]);
        IntMatrix answers = IntMatrix.Empty(1, 1);
        answers[0][0] = 1;

        Recall recall = Recall.Of(answers, GroundTruth.Compute(set, 1), set);

        Assert.Equal(new Recall(0, byDistance), recall);
    }

    [Fact]
    public void A_row_that_is_returned_twice_counts_once()
    {
        Recall recall = Of(k: 3, answers: [0, 0, 0]);

        Assert.Equal(1 / 3.0, recall.ByOverlap, 12);
        Assert.Equal(1 / 3.0, recall.ByDistance, 12);
    }

    [Fact]
    public void Missing_rows_do_not_count()
    {
        Recall recall = Of(k: 3, answers: [0, -1, -1]);

        Assert.Equal(1 / 3.0, recall.ByOverlap, 12);
        Assert.Equal(1 / 3.0, recall.ByDistance, 12);
    }

    [Fact]
    public void All_rows_are_wanted_where_there_are_fewer_than_k()
    {
        VectorSet two = Sets.Euclid([[1], [2]], [[0]]);
        IntMatrix answers = IntMatrix.Empty(1, 10);
        answers[0].Fill(-1);
        (answers[0][0], answers[0][1]) = (1, 0);

        Recall recall = Recall.Of(answers, GroundTruth.Compute(two, 10), two);

        Assert.Equal(new Recall(1, 1), recall);
    }

    [Fact]
    public void Recall_is_the_mean_over_the_queries_that_were_answered()
    {
        VectorSet set = Sets.Euclid([[0], [10], [20]], [[1], [11], [19]]);
        IntMatrix answers = IntMatrix.Empty(2, 1); // the third query was not asked
        (answers[0][0], answers[1][0]) = (0, 2);

        Recall recall = Recall.Of(answers, GroundTruth.Compute(set, 1), set);

        Assert.Equal(new Recall(0.5, 0.5), recall);
    }

    [Fact]
    public void A_row_that_does_not_exist_is_an_error()
    {
        Assert.Throws<InvalidDataException>(() => Of(k: 3, answers: [0, 1, 6]));
    }

    private static Recall Of(int k, int[] answers)
    {
        IntMatrix ids = IntMatrix.Empty(1, k);
        answers.CopyTo(ids[0]);
        return Recall.Of(ids, GroundTruth.Compute(Line, k), Line);
    }
}
