using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Ann.Results;
using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Evals.Ann;

public sealed class GroundTruthTests
{
    [Theory]
    [InlineData(Metric.Euclid)]
    [InlineData(Metric.Cosine)]
    public void The_truth_is_what_a_plain_sort_by_distance_says(Metric metric)
    {
        const int K = 10;
        var generator = new TextLikeVectors(dimensions: 24, rank: 8, topics: 5, seed: 7);
        var set = new VectorSet
        {
            Name = "small",
            Origin = "a test",
            Metric = metric,
            Base = generator.Rows(0, 400),
            Queries = generator.Rows(400, 20),
        };

        GroundTruth truth = GroundTruth.Compute(set, K);

        for (int q = 0; q < set.Queries.Count; q++)
        {
            float[] query = set.Queries[q].ToArray();
            int[] expected = [.. Enumerable.Range(0, set.Base.Count)
                .OrderBy(i => ReferenceDistances.Distance(metric, query, set.Base[i].ToArray()))
                .Take(K)];
            Assert.Equal(expected, truth.Ids[q].ToArray());
            Assert.Equal(
                ReferenceDistances.Distance(metric, query, set.Base[expected[^1]]), truth.LastDistance[q], 1e-5);
        }
    }

    [Fact]
    public void Given_truth_may_differ_by_ties()
    {
        VectorSet set = Sets.Euclid([[1], [2], [-2], [5]], [[0]], truth: [[0, 2, 3]]);

        string sentence = GroundTruth.Compute(set, 2).Check(set);

        Assert.Contains("in the same order for 0 of 1 queries and but for ties in all", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_truth_that_names_a_nearer_row_is_refused()
    {
        VectorSet whole = Sets.Euclid([[1], [2], [3], [0.5f]], [[0]], truth: [[3, 0, 1]]);
        GroundTruth ofThree = GroundTruth.Compute(whole.Take(3, null), 2);

        InvalidDataException error = Assert.Throws<InvalidDataException>(() => ofThree.Check(whole));

        Assert.Contains("row 3 at 0.25", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Truth_of_all_rows_is_not_used_for_fewer()
    {
        VectorSet set = Sets.Euclid([[1], [2], [3]], [[0]], truth: [[0, 1, 2]]);

        Assert.NotNull(set.Take(3, 1).GivenTruth);
        Assert.Null(set.Take(2, 1).GivenTruth);
    }
}
