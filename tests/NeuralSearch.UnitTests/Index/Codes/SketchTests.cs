using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Codes;

/// <summary>What the estimates of sketches are worth, against exact distances.</summary>
public sealed unsafe class SketchTests
{
    private const int RowCount = 400;

    [Theory]
    [InlineData(32)]
    [InlineData(100)]
    [InlineData(256)]
    [InlineData(784)]
    [InlineData(1000)]
    public void Estimates_have_no_bias_and_the_error_that_the_paper_promises(int dimensions)
    {
        // 1 bit: x̄·r / (‖x̄‖·‖r‖) is √(2/π), so the error's deviation is √(π/2 − 1) / √d of ‖q‖·‖r‖ (theorem 3.2), and
        // twice that in a distance. 4 bits: the distortion of 16 uniform levels is .0115 instead (Max 1960).
        var (bits, biasOfBits) = ErrorOf<BitSketch>(dimensions);
        var (nibbles, biasOfNibbles) = ErrorOf<NibbleSketch>(dimensions);

        Assert.InRange(bits * Math.Sqrt(dimensions), 1.2, 1.8);
        Assert.InRange(nibbles * Math.Sqrt(dimensions), 0.15, 0.35);
        Assert.InRange(Math.Abs(biasOfBits), 0, 0.15 * bits);
        Assert.InRange(Math.Abs(biasOfNibbles), 0, 0.15 * nibbles);
    }

    [Fact]
    public void A_row_at_the_centre_and_a_query_at_the_centre_have_exact_estimates()
    {
        var row = SyntheticRows.Uniform(1, 50, seed: 95)[0];
        var length = row.Sum(x => (double)x * x);

        Assert.Equal(0, Estimate<BitSketch>(row, new float[50]));
        Assert.Equal(0, Estimate<NibbleSketch>(row, new float[50]));
        Assert.Equal(length, Estimate<BitSketch>(new float[50], row), length * 1e-5);
        Assert.Equal(length, Estimate<NibbleSketch>(new float[50], row), length * 1e-5);
    }

    [Theory]
    [InlineData(100, 32, 64)]
    [InlineData(128, 32, 128)]
    [InlineData(384, 64, 256)]
    [InlineData(768, 128, 448)]
    [InlineData(784, 128, 448)]
    [InlineData(1536, 256, 832)]
    public void A_row_takes_no_more_cache_lines_than_it_must(int dimensions, int ofBits, int ofNibbles)
    {
        Assert.Equal(ofBits, BitSketch.RowBytes(dimensions));
        Assert.Equal(ofNibbles, NibbleSketch.RowBytes(dimensions));
    }

    /// <summary>The deviation and the mean of the error of estimates, in units of ‖q‖·‖r‖.</summary>
    private static (double Deviation, double Bias) ErrorOf<TSketch>(int dimensions) where TSketch : struct, ISketch
    {
        var rows = SyntheticRows.Uniform(RowCount, dimensions, seed: 93);
        var queries = SyntheticRows.Uniform(20, dimensions, seed: 94);
        var rotation = new Rotation(dimensions);
        foreach (var row in rows.Concat(queries))
            fixed (float* components = row) rotation.Apply(components);

        double sum = 0, squares = 0;
        foreach (var query in queries)
        {
            var ofQuery = query.Sum(x => (double)x * x);
            foreach (var row in rows)
            {
                var exact = row.Zip(query, (x, y) => ((double)x - y) * (x - y)).Sum() - ofQuery;
                var scale = Math.Sqrt(ofQuery * row.Sum(x => (double)x * x));
                var error = (Estimate<TSketch>(query, row) - exact) / scale;
                sum += error;
                squares += error * error;
            }
        }

        var count = RowCount * queries.Length;
        return (Math.Sqrt(squares / count), sum / count);
    }

    private static float Estimate<TSketch>(float[] query, float[] row) where TSketch : struct, ISketch
    {
        var dimensions = row.Length;
        var memory = GC.AllocateArray<byte>(
            128 + TSketch.QueryBytes(dimensions) + TSketch.RowBytes(dimensions), pinned: true);
        fixed (byte* start = memory)
        {
            var prepared = start + (-(nint)start & 63);
            var encoded = prepared + TSketch.QueryBytes(dimensions);
            TSketch.Prepare(query, prepared);
            SketchRow.CenterDistances(prepared)[0] = 0;
            TSketch.Encode(row, new float[dimensions], 0, encoded);
            return TSketch.Evaluate(prepared, encoded, (nuint)TSketch.CodeBytes(dimensions));
        }
    }
}
