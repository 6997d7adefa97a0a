using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index;

public sealed class VectorMathTests
{
    [Theory]
    [InlineData(1e-30f)]
    [InlineData(1f)]
    [InlineData(1e30f)]
    public void Rows_of_any_scale_become_unit_length(float scale)
    {
        float[] row = [3 * scale, -4 * scale];

        Assert.True(VectorMath.Normalize(row));

        Assert.Equal(0.6f, row[0], 1e-6f);
        Assert.Equal(-0.8f, row[1], 1e-6f);
        Assert.Equal(1, VectorMath.Length(row), 1e-6);
    }

    [Fact]
    public void A_zero_row_stays_zero()
    {
        float[] row = [0, 0];

        Assert.False(VectorMath.Normalize(row));
        Assert.Equal([0f, 0f], row);
    }

    [Fact]
    public void The_length_is_that_of_a_plain_loop_at_every_dimension()
    {
        for (var dimensions = 0; dimensions < 70; dimensions++)
        {
            var row = SyntheticRows.Uniform(1, dimensions, seed: dimensions)[0];

            Assert.Equal(Math.Sqrt(row.Sum(x => (double)x * x)), VectorMath.Length(row), 1e-14);
        }
    }

    [Fact]
    public void Hamming_counts_the_components_that_differ()
    {
        Assert.Equal(2, VectorMath.Distance(Metric.Hamming, [1, 0, 1, 0], [1, 1, 0, -0f]));
    }

    [Fact]
    public void The_first_component_that_is_not_finite_is_named()
    {
        Assert.Equal(-1, VectorMath.IndexOfNonFinite([1, 2, 3]));
        Assert.Equal(1, VectorMath.IndexOfNonFinite([1, float.NaN, float.PositiveInfinity]));
    }
}
