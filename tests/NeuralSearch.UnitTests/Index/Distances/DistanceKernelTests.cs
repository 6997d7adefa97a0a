using System.Runtime.Intrinsics;
using CsCheck;
using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Distances;

/// <summary>
/// Every kernel against its specification. <see cref="InstructionSetTests"/> runs this class again under other
/// instruction sets.
/// </summary>
public sealed unsafe class DistanceKernelTests
{
    /// <summary>Set for a child process: the widest vectors that must be in use, in bits; 0 for none.</summary>
    public const string ExpectedBitsVariable = "NEURALSEARCH_TEST_VECTOR_BITS";

    private static readonly int[] Lengths =
        [.. Enumerable.Range(0, 290), 383, 384, 385, 767, 768, 769, 1000, 1536];

    private static readonly Metric[] Metrics = [Metric.Cosine, Metric.Dot, Metric.Euclid, Metric.Manhattan];

    private static readonly Gen<float> Finite = Gen.OneOf(
        Gen.Float[-1, 1],
        Gen.Float[-1e4f, 1e4f],
        Gen.OneOf(0f, -0f, 1f, -1f, float.Epsilon, -float.Epsilon, 1e-40f, -3e-39f, 1e-20f, 1e15f, -1e15f));

    [Fact]
    public void The_instruction_set_asked_for_is_the_one_in_use()
    {
        if (Environment.GetEnvironmentVariable(ExpectedBitsVariable) is not { } expected)
        {
            Assert.Skip("No instruction set was asked for: this checks the child processes of InstructionSetTests.");
            return;
        }

        Assert.Equal(int.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), WidestVectorBits());
    }

    [Fact]
    public void Kernels_stay_within_the_error_bound_at_every_length()
    {
        var random = new Random(20_260_101);
        foreach (var length in Lengths)
        {
            for (var shift = 0; shift < 4; shift++)
            {
                var x = RandomRow(random, length + shift);
                var y = RandomRow(random, length + shift);

                AssertWithinBound(x.AsSpan(shift), y.AsSpan(shift));
            }
        }
    }

    [Fact]
    public void Kernels_stay_within_the_error_bound_for_any_finite_rows_at_any_alignment()
    {
        var pairs = from length in Gen.OneOf(Lengths)
                    from shiftX in Gen.Int[0, 15]
                    from shiftY in Gen.Int[0, 15]
                    from x in Finite.Array[length + shiftX]
                    from y in Finite.Array[length + shiftY]
                    select (x, shiftX, y, shiftY);

        pairs.Sample(p => AssertWithinBound(p.x.AsSpan(p.shiftX), p.y.AsSpan(p.shiftY)), iter: 2_000, threads: 1);
    }

    [Fact]
    public void Not_finite_components_give_what_the_reference_gives()
    {
        float[] special = [float.NaN, float.PositiveInfinity, float.NegativeInfinity];
        var pairs = from length in Gen.OneOf(Lengths.Where(l => l > 0).ToArray())
                    from x in Gen.Float[-10, 10].Array[length]
                    from y in Gen.Float[-10, 10].Array[length]
                    from at in Gen.Int[0, length - 1]
                    from value in Gen.OneOf(special)
                    from other in Gen.OneOf(Gen.OneOf(special), Gen.Float[-1, 1], Gen.Const(0f))
                    select (x, y, at, value, other);

        pairs.Sample(p =>
        {
            p.x[p.at] = p.value;
            p.y[p.at] = p.other;
            foreach (var metric in Metrics)
            {
                var expected = (float)ReferenceDistances.Distance(metric, p.x, p.y);
                Assert.Equal(expected, VectorMath.Distance(metric, p.x, p.y));
            }
        }, iter: 2_000, threads: 1);
    }

    [Theory]
    [InlineData(17)]
    [InlineData(273)]
    public void Masked_lanes_of_the_tail_do_not_count_twice_even_if_they_are_infinite(int length)
    {
        // The last vector overlaps components that were summed before; an infinity there may not turn into NaN.
        var x = Enumerable.Repeat(1f, length).ToArray();
        var y = Enumerable.Repeat(1f, length).ToArray();
        x[^3] = float.PositiveInfinity;

        Assert.Equal(float.NegativeInfinity, VectorMath.Distance(Metric.Dot, x, y));
        Assert.Equal(float.PositiveInfinity, VectorMath.Distance(Metric.Euclid, x, y));
        Assert.Equal(float.PositiveInfinity, VectorMath.Distance(Metric.Manhattan, x, y));
    }

    [Fact]
    public void Distances_are_symmetric_to_the_last_bit()
    {
        var random = new Random(3);
        foreach (var length in Lengths)
        {
            var x = RandomRow(random, length);
            var y = RandomRow(random, length);

            foreach (var metric in Metrics)
                Assert.Equal(VectorMath.Distance(metric, x, y), VectorMath.Distance(metric, y, x));
        }
    }

    [Fact]
    public void Kernels_read_nothing_outside_the_rows()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("The guard pages are made with Linux's mmap and mprotect.");
        var random = new Random(4);
        var bytes = Lengths.Max() * sizeof(float);
        using var first = new GuardedMemory(bytes);
        using var second = new GuardedMemory(bytes);

        foreach (var length in Lengths)
        {
            var xAtEnd = Place(random, (float*)first.End - length, length);
            var yAtEnd = Place(random, (float*)second.End - length, length);
            AssertWithinBound(xAtEnd, yAtEnd);

            var xAtStart = Place(random, (float*)first.Start, length);
            var yAtStart = Place(random, (float*)second.Start, length);
            AssertWithinBound(xAtStart, yAtStart);
        }
    }

    [Fact]
    public void Rows_of_different_lengths_are_refused()
    {
        var exception = Assert.Throws<ArgumentException>(
            () => VectorMath.Distance(Metric.Dot, new float[3], new float[4]));

        Assert.Contains("3 and 4", exception.Message, StringComparison.Ordinal);
    }

    private static int WidestVectorBits()
    {
        if (Vector512.IsHardwareAccelerated) return 512;
        if (Vector256.IsHardwareAccelerated) return 256;
        return Vector128.IsHardwareAccelerated ? 128 : 0;
    }

    private static ReadOnlySpan<float> Place(Random random, float* start, int length)
    {
        var row = new Span<float>(start, length);
        RandomRow(random, length).CopyTo(row);
        return row;
    }

    private static float[] RandomRow(Random random, int length)
    {
        var row = new float[length];
        foreach (ref var value in row.AsSpan()) value = (float)(random.NextDouble() * 2 - 1);
        return row;
    }

    private static void AssertWithinBound(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        foreach (var metric in Metrics)
        {
            var expected = ReferenceDistances.Distance(metric, x, y);
            var actual = VectorMath.Distance(metric, x, y);
            var bound = Bound(metric, x, y);
            if (!(Math.Abs(actual - expected) <= bound))
                Assert.Fail($"{metric}, d = {x.Length}: {actual:R} is not within {bound:R} of {expected:R}.");
        }
    }

    /// <summary>(d + 2)·2⁻²⁴·Σ|terms|, and what each term loses when it falls below the normal numbers.</summary>
    internal static double Bound(Metric metric, ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var terms = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            var difference = Math.Abs((double)x[i] - y[i]);
            terms += metric switch
            {
                Metric.Euclid => difference * difference,
                Metric.Manhattan => difference,
                _ => Math.Abs((double)x[i] * y[i]),
            };
        }

        return (x.Length + 2) * Math.ScaleB(terms, -24) + x.Length * (double)float.Epsilon;
    }
}
