using NeuralSearch.Evals.Ann.Data;
using Xunit;

namespace NeuralSearch.UnitTests.Evals.Ann;

public sealed class TextLikeVectorsTests
{
    [Fact]
    public void Rows_are_those_of_the_generator_that_the_yardstick_was_measured_with()
    {
        // What ../shared/data/vectors/gen.cpp wrote for `gen t 3 1 8 4 5 42 1`: three rows and a query.
        float[] expected =
        [
            0.6377801f, -0.08403298f, -0.25703856f, 0.18442057f, -0.12821412f, 0.5401353f, -0.18391183f, -0.3795876f,
            0.38089865f, -0.038853817f, -0.54695916f, -0.41792023f, 0.013810801f, 0.55017084f, 0.2364739f, -0.14417498f,
            0.008765166f, -0.532712f, -0.548555f, 0.18353382f, 0.13124353f, 0.33373487f, 0.06971825f, -0.49807572f,
            -0.41176772f, -0.47769013f, -0.64157164f, -0.20212492f, 0.16622384f, -0.11747855f, 0.24697231f, -0.21763241f,
        ];

        RowMatrix rows = new TextLikeVectors(dimensions: 8, rank: 4, topics: 5, seed: 42).Rows(0, 4);

        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], rows.Values[i], 1e-6f);
    }

    [Fact]
    public void A_row_does_not_depend_on_where_one_begins()
    {
        var generator = new TextLikeVectors(dimensions: 16, rank: 4, topics: 5, seed: 1);

        Assert.Equal(generator.Rows(0, 10)[7].ToArray(), generator.Rows(7, 1)[0].ToArray());
    }
}
