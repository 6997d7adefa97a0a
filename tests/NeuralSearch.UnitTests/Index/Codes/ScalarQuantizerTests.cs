using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Codes;

public sealed class ScalarQuantizerTests
{
    private const int Dimensions = 40;

    [Theory]
    [InlineData(1f, 0f)]
    [InlineData(1e-6f, 0f)]
    [InlineData(1e6f, 3e6f)]
    [InlineData(1e30f, -1e30f)]
    public void A_code_stands_for_its_component_to_half_a_step_at_any_scale_and_offset(float scale, float offset)
    {
        var rows = SyntheticRows.Uniform(300, Dimensions, seed: 71);
        foreach (var row in rows)
            for (var j = 0; j < row.Length; j++) row[j] = row[j] * scale + offset * (j + 1);
        var sample = rows.SelectMany(row => row).ToArray();
        var quantizer = ScalarQuantizer.Train(sample, Dimensions);

        // Two codes are as far apart as the components, to half a step on either side.
        var inside = rows.Where(row => Clipping(quantizer, row) == 0).ToArray();
        var first = Encode(quantizer, inside[0], out _);
        foreach (var row in inside)
        {
            var codes = Encode(quantizer, row, out _);
            for (var j = 0; j < Dimensions; j++)
            {
                var apart = (codes[j] - first[j]) * (double)quantizer.Step;
                var rounding = (Math.Abs(row[j]) + Math.Abs(inside[0][j])) * 1e-6;
                Assert.Equal((double)row[j] - inside[0][j], apart, quantizer.Step * 1.001 + rounding);
            }
        }

        Assert.True(inside.Length > 150);
        Assert.All(rows, row => Assert.False(ScalarQuantizer.IsOutOfRange(Clipping(quantizer, row), Dimensions)));
    }

    [Fact]
    public void A_few_outliers_do_not_coarsen_the_step()
    {
        var rows = SyntheticRows.Uniform(4_000, Dimensions, seed: 72);
        var calm = ScalarQuantizer.Train(rows.SelectMany(row => row).ToArray(), Dimensions).Step;
        rows[17][3] = 20;

        var disturbed = ScalarQuantizer.Train(rows.SelectMany(row => row).ToArray(), Dimensions).Step;

        Assert.InRange(disturbed, calm * 0.99f, calm * 2);
    }

    [Fact]
    public void What_lies_beyond_the_range_is_clipped_and_counted()
    {
        var sample = SyntheticRows.Uniform(500, Dimensions, seed: 73).SelectMany(row => row).ToArray();
        var quantizer = ScalarQuantizer.Train(sample, Dimensions);
        var row = new float[Dimensions];
        row[0] = 1e30f;
        row[1] = float.MinValue;

        var codes = Encode(quantizer, row, out var clipping);
        Encode(quantizer, sample.AsSpan(0, Dimensions), out var calm);

        Assert.Equal(CodeRow.MaxCode, codes[0]);
        Assert.Equal(0, codes[1]);
        Assert.True(ScalarQuantizer.IsOutOfRange(clipping, Dimensions));
        Assert.False(ScalarQuantizer.IsOutOfRange(calm, Dimensions));
    }

    [Fact]
    public void The_padding_is_zero()
    {
        var quantizer = ScalarQuantizer.Train(SyntheticRows.Uniform(1, Dimensions, seed: 74)[0], Dimensions);

        var codes = Encode(quantizer, new float[Dimensions], out _);

        Assert.Equal(64, codes.Length);
        Assert.All(codes[Dimensions..], code => Assert.Equal(0, code));
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(3.5f)]
    [InlineData(float.MaxValue)]
    [InlineData(float.Epsilon)]
    public void Rows_that_are_all_equal_have_equal_codes_and_no_clipping(float value)
    {
        var sample = new float[3 * Dimensions];
        Array.Fill(sample, value);
        var quantizer = ScalarQuantizer.Train(sample, Dimensions);

        var codes = Encode(quantizer, sample.AsSpan(0, Dimensions), out var clipping);

        Assert.Equal(0, clipping);
        Assert.All(codes[..Dimensions], code => Assert.Equal(codes[0], code));
        Assert.True(float.IsNormal(quantizer.Step));
    }

    [Fact]
    public void Rows_from_elsewhere_are_drift_and_more_of_the_same_are_not()
    {
        var early = SyntheticRows.Uniform(500, Dimensions, seed: 75).SelectMany(row => row).ToArray();
        var same = SyntheticRows.Uniform(500, Dimensions, seed: 76).SelectMany(row => row).ToArray();
        var wider = Array.ConvertAll(same, value => 5 * value);
        var narrower = Array.ConvertAll(same, value => value / 5);
        var current = ScalarQuantizer.Train(early, Dimensions);

        Assert.False(DriftWatch.IsBetter(ScalarQuantizer.Train(same, Dimensions), current, same));
        Assert.True(DriftWatch.IsBetter(ScalarQuantizer.Train(wider, Dimensions), current, wider));
        Assert.True(DriftWatch.IsBetter(ScalarQuantizer.Train(narrower, Dimensions), current, narrower));
    }

    [Fact]
    public void A_check_is_due_after_a_doubling_or_a_128th_out_of_range()
    {
        var watch = new DriftWatch();
        watch.BeginAfter(10_000);

        Assert.False(watch.IsCheckDue(19_999));
        Assert.True(watch.IsCheckDue(20_000));
        for (var i = 0; i < 77; i++) watch.CountOutOfRange();
        Assert.False(watch.IsCheckDue(10_000));
        watch.CountOutOfRange();
        Assert.True(watch.IsCheckDue(10_000));
        watch.BeginAfter(10_000);
        Assert.False(watch.IsCheckDue(10_001));
    }

    private static float Clipping(ScalarQuantizer quantizer, float[] row)
    {
        Encode(quantizer, row, out var clipping);
        return clipping;
    }

    private static byte[] Encode(ScalarQuantizer quantizer, ReadOnlySpan<float> row, out float clipping)
    {
        var codes = new byte[(int)CodeRow.Bytes(row.Length)];
        Array.Fill(codes, (byte)99);
        clipping = quantizer.Encode(row, codes);
        return codes;
    }
}
