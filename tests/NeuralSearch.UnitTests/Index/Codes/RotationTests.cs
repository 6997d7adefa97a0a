using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Codes;

public sealed unsafe class RotationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(31)]
    [InlineData(100)]
    [InlineData(256)]
    [InlineData(784)]
    [InlineData(1023)]
    public void A_rotation_keeps_lengths_and_angles(int dimensions)
    {
        var rows = SyntheticRows.Uniform(20, dimensions, seed: 91);
        var rotation = new Rotation(dimensions);

        var rotated = rows.Select(row => Rotated(rotation, row)).ToArray();

        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j <= i; j++)
                Assert.Equal(Product(rows[i], rows[j]), Product(rotated[i], rotated[j]), dimensions * 1e-6);
        }
    }

    [Theory]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(100)]
    [InlineData(784)]
    [InlineData(1000)]
    [InlineData(1024)]
    public void One_component_is_spread_over_all(int dimensions)
    {
        var rotation = new Rotation(dimensions);
        for (var component = 0; component < dimensions; component += 7)
        {
            var row = new float[dimensions];
            row[component] = MathF.Sqrt(dimensions);

            var rotated = Rotated(rotation, row);

            Assert.InRange(rotated.Max(MathF.Abs), 0.5f, 6.5f);
            Assert.InRange(rotated.Average(MathF.Abs), 0.5f, 1.01f);
        }
    }

    [Fact]
    public void Two_rotations_of_the_same_length_are_the_same()
    {
        var row = SyntheticRows.Uniform(1, 300, seed: 92)[0];

        Assert.Equal(Rotated(new Rotation(300), row), Rotated(new Rotation(300), row));
    }

    private static float[] Rotated(Rotation rotation, float[] row)
    {
        var rotated = row.ToArray();
        fixed (float* components = rotated) rotation.Apply(components);
        return rotated;
    }

    private static double Product(float[] x, float[] y) => x.Zip(y, (a, b) => (double)a * b).Sum();
}
