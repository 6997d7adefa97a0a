using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using CsCheck;
using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Distances;

/// <summary>
/// Kernels over rows that are not float32 against the specification of the distances, applied to what is stored.
/// <see cref="InstructionSetTests"/> runs this class again under other instruction sets.
/// </summary>
public sealed unsafe class RowKernelTests
{
    private static readonly int[] Lengths =
        [.. Enumerable.Range(0, 290), 383, 384, 385, 767, 768, 769, 1000, 1536];

    [Fact]
    public void Every_finite_half_is_widened_to_itself_in_every_lane_of_every_width()
    {
        var halves = Enumerable.Range(0, 1 << 16).Select(bits => BitConverter.UInt16BitsToHalf((ushort)bits))
            .Where(Half.IsFinite).ToArray();

        fixed (Half* row = halves)
        {
            for (nuint i = 0; i + 16 <= (nuint)halves.Length; i++)
            {
                var wide = Float16.Load512(row, i);
                for (var lane = 0; lane < 16; lane++)
                {
                    var expected = BitConverter.SingleToInt32Bits((float)row[i + (nuint)lane]);
                    Assert.Equal(expected, BitConverter.SingleToInt32Bits(wide[lane]));
                }

                if (i % 16 != 0) continue;
                Assert.Equal(wide.GetLower(), Float16.Load256(row, i));
                Assert.Equal(wide.GetLower().GetLower(), Float16.Load128(row, i));
                Assert.Equal(BitConverter.SingleToInt32Bits(wide[0]),
                    BitConverter.SingleToInt32Bits(Float16.Load(row, i)));
            }
        }
    }

    [Fact]
    public void Kernels_of_halves_stay_within_the_error_bound_at_every_length_and_alignment()
    {
        var random = new Random(20_261_101);
        foreach (var length in Lengths)
        {
            for (var shift = 0; shift < 4; shift++)
            {
                var query = RandomFloats(random, length + shift);
                var x = RandomHalves(random, length + shift);
                var y = RandomHalves(random, length + shift + 1);

                AssertHalves(query.AsSpan(shift), x.AsSpan(shift), y.AsSpan(shift + 1));
            }
        }
    }

    [Fact]
    public void Kernels_of_halves_stay_within_the_error_bound_for_any_finite_rows()
    {
        var half = Gen.UShort.Select(BitConverter.UInt16BitsToHalf).Where(Half.IsFinite);
        var rows = from length in Gen.OneOf(Lengths)
                   from query in Gen.OneOf(Gen.Float[-1, 1], Gen.Float[-1e5f, 1e5f]).Array[length]
                   from x in half.Array[length]
                   from y in half.Array[length]
                   select (query, x, y);

        rows.Sample(r => AssertHalves(r.query, r.x, r.y), iter: 500, threads: 1);
    }

    [Fact]
    public void Kernels_of_halves_read_nothing_outside_the_rows()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("The guard pages are made with Linux's mmap and mprotect.");
        var random = new Random(7);
        using var first = new GuardedMemory(Lengths.Max() * sizeof(float));
        using var second = new GuardedMemory(Lengths.Max() * sizeof(float));
        using var third = new GuardedMemory(Lengths.Max() * sizeof(float));

        foreach (var length in Lengths)
        {
            var (query, x, y) = (RandomFloats(random, length), RandomHalves(random, length), RandomHalves(random, length));
            AssertHalves(first.AtEnd<float>(query), second.AtEnd<Half>(x), third.AtEnd<Half>(y));
            AssertHalves(first.AtStart<float>(query), second.AtStart<Half>(x), third.AtStart<Half>(y));
        }
    }

    [Fact]
    public void Kernels_of_bytes_equal_the_reference_at_every_length_and_alignment()
    {
        var random = new Random(20_261_102);
        foreach (var length in Lengths)
        {
            for (var shift = 0; shift < 3; shift++)
            {
                var query = RandomFloats(random, length + shift).AsSpan(shift);
                AssertBytes(query, RandomBytes(random, length, shift).AsSpan(shift),
                    RandomBytes(random, length, 2 * shift).AsSpan(2 * shift));
            }
        }
    }

    [Fact]
    public void The_largest_bytes_neither_saturate_nor_overflow()
    {
        var zeros = new byte[VectorIndex.MaxDimensions];
        var largest = new byte[VectorIndex.MaxDimensions];
        Array.Fill(largest, byte.MaxValue);

        AssertByteSums(largest, largest);
        AssertByteSums(zeros, largest);
        AssertByteSums(largest, zeros);
    }

    [Fact]
    public void Kernels_of_bytes_read_nothing_outside_the_rows()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("The guard pages are made with Linux's mmap and mprotect.");
        var random = new Random(8);
        using var first = new GuardedMemory(Lengths.Max() * sizeof(float));
        using var second = new GuardedMemory(Lengths.Max() * sizeof(float));
        using var third = new GuardedMemory(Lengths.Max() * sizeof(float));

        foreach (var length in Lengths)
        {
            var (query, x, y) = (RandomFloats(random, length), RandomBytes(random, length, 0), RandomBytes(random, length, 0));
            AssertBytes(first.AtEnd<float>(query), second.AtEnd<byte>(x), third.AtEnd<byte>(y));
            AssertBytes(first.AtStart<float>(query), second.AtStart<byte>(x), third.AtStart<byte>(y));

            // A kernel that reads components alone must not read the zeros behind them either.
            var bare = second.AtEnd<byte>(x.AsSpan(0, length));
            fixed (float* q = query)
            fixed (byte* a = bare)
                _ = NegatedDot<Float32, UInt8>.Evaluate(q, a, (nuint)length);
        }
    }

    [Fact]
    public void Kernels_of_bits_equal_the_reference_at_every_length_and_read_nothing_else()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("The guard pages are made with Linux's mmap and mprotect.");
        var random = new Random(20_261_103);
        using var first = new GuardedMemory(VectorIndex.MaxDimensions / 8);
        using var second = new GuardedMemory(VectorIndex.MaxDimensions / 8);
        foreach (var length in Lengths.Append(4_096).Append(VectorIndex.MaxDimensions))
        {
            var x = RandomBits(random, length);
            var y = RandomBits(random, length);
            var bytes = (int)BitKernels.Bytes((nuint)length);
            byte[] stored = new byte[bytes], other = new byte[bytes];
            RowConversion.Store(RowType.Bits, x, stored);
            RowConversion.Store(RowType.Bits, y, other);
            var expected = ReferenceDistances.Hamming(x, y);

            AssertBits(expected, first.AtEnd<byte>(stored), second.AtEnd<byte>(other), length);
            AssertBits(expected, first.AtStart<byte>(stored), second.AtStart<byte>(other), length);
        }
    }

    private static void AssertBits(double expected, ReadOnlySpan<byte> x, ReadOnlySpan<byte> y, int length)
    {
        Assert.Equal(expected, ReferenceCodeDistances.DifferingBits(x, y));
        fixed (byte* a = x, b = y)
        {
            Assert.Equal(expected, HammingDistance.Evaluate(a, b, (nuint)length));
            Assert.Equal(expected, BitKernels.DifferingBitsPortable(a, b, (nuint)x.Length));
            Assert.Equal(expected, BitKernels.DifferingBitsScalar(a, b, (nuint)x.Length));
            if (Avx2.IsSupported) Assert.Equal(expected, BitKernels.DifferingBits256(a, b, (nuint)x.Length));
            if (Avx512BW.IsSupported) Assert.Equal(expected, BitKernels.DifferingBits512(a, b, (nuint)x.Length));
        }
    }

    private static void AssertBytes(ReadOnlySpan<float> query, ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        AssertByteSums(x, y);
        var length = query.Length;
        float[] xs = [.. x[..length].ToArray().Select(value => (float)value)];
        float[] ys = [.. y[..length].ToArray().Select(value => (float)value)];
        fixed (float* q = query)
        fixed (byte* a = x, b = y)
        {
            var d = (nuint)length;
            AssertWithinBound(Metric.Dot, query, xs, NegatedDot<Float32, UInt8>.Evaluate(q, a, d));
            AssertWithinBound(Metric.Euclid, query, xs, EuclidSquared<Float32, UInt8>.Evaluate(q, a, d));
            AssertWithinBound(Metric.Manhattan, query, xs, ManhattanDistance<Float32, UInt8>.Evaluate(q, a, d));
            Assert.Equal((float)ReferenceDistances.Distance(Metric.Dot, xs, ys), ByteDot.Evaluate(a, b, d));
            Assert.Equal((float)ReferenceDistances.EuclidSquared(xs, ys), ByteEuclidSquared.Evaluate(a, b, d));
            Assert.Equal((float)ReferenceDistances.Manhattan(xs, ys), ByteManhattan.Evaluate(a, b, d));

            var norm = Math.Sqrt(ReferenceDistances.Dot(xs, xs));
            var cosine = norm == 0 ? 0 : -ReferenceDistances.Dot(query, xs) / norm;
            var bound = norm == 0 ? 0 : 2 * DistanceKernelTests.Bound(Metric.Dot, query, xs) / norm;
            Assert.InRange(UnitByByteCosine.Evaluate(q, a, d), cosine - bound, cosine + bound);
            var norms = norm * Math.Sqrt(ReferenceDistances.Dot(ys, ys));
            var between = norms == 0 ? 0 : (float)(-ReferenceDistances.Dot(xs, ys) / norms);
            Assert.Equal(between, ByteCosine.Evaluate(a, b, d), 1e-7f);
        }
    }

    private static void AssertByteSums(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        var products = 0L;
        for (var i = 0; i < x.Length; i++) products += x[i] * y[i];
        var squares = ReferenceCodeDistances.SquaredDifferences(x, y);
        var absolutes = ReferenceCodeDistances.AbsoluteDifferences(x, y);
        var length = (nuint)x.Length;
        fixed (byte* a = x, b = y)
        {
            Assert.Equal(products, ByteKernels.Products(a, b, length));
            Assert.Equal(products, ByteKernels.ProductsPortable(a, b, length));
            Assert.Equal(products, ByteKernels.ProductsScalar(a, b, length));
            Assert.Equal(squares, ByteKernels.SquaredDifferences(a, b, length));
            Assert.Equal(squares, ByteKernels.SquaredDifferencesPortable(a, b, length));
            Assert.Equal(squares, ByteKernels.SquaredDifferencesScalar(a, b, length));
            Assert.Equal(absolutes, CodeKernels.AbsoluteDifferences(a, b, length));
            Assert.Equal(absolutes, CodeKernels.AbsoluteDifferencesPortable(a, b, length));
            Assert.Equal(absolutes, CodeKernels.AbsoluteDifferencesScalar(a, b, length));
        }
    }

    /// <summary>A row of bytes behind some others, padded as it is stored.</summary>
    private static byte[] RandomBytes(Random random, int length, int shift)
    {
        var bytes = new byte[shift + (int)ByteKernels.Bytes((nuint)length)];
        random.NextBytes(bytes.AsSpan(shift, length));
        return bytes;
    }

    private static float[] RandomBits(Random random, int length)
    {
        var row = new float[length];
        foreach (ref var value in row.AsSpan()) value = random.Next(2);
        return row;
    }

    private static float[] RandomFloats(Random random, int length)
    {
        var row = new float[length];
        foreach (ref var value in row.AsSpan()) value = (float)(random.NextDouble() * 2 - 1);
        return row;
    }

    private static Half[] RandomHalves(Random random, int length) =>
        Array.ConvertAll(RandomFloats(random, length), value => (Half)value);

    private static void AssertHalves(ReadOnlySpan<float> query, ReadOnlySpan<Half> x, ReadOnlySpan<Half> y)
    {
        var length = (nuint)query.Length;
        float[] xs = [.. x.ToArray().Select(value => (float)value)];
        float[] ys = [.. y.ToArray().Select(value => (float)value)];
        fixed (float* q = query)
        fixed (Half* a = x, b = y)
        {
            AssertWithinBound(Metric.Dot, query, xs, NegatedDot<Float32, Float16>.Evaluate(q, a, length));
            AssertWithinBound(Metric.Euclid, query, xs, EuclidSquared<Float32, Float16>.Evaluate(q, a, length));
            AssertWithinBound(Metric.Manhattan, query, xs, ManhattanDistance<Float32, Float16>.Evaluate(q, a, length));
            AssertWithinBound(Metric.Dot, xs, ys, NegatedDot<Float16, Float16>.Evaluate(a, b, length));
            AssertWithinBound(Metric.Euclid, xs, ys, EuclidSquared<Float16, Float16>.Evaluate(a, b, length));
            AssertWithinBound(Metric.Manhattan, xs, ys, ManhattanDistance<Float16, Float16>.Evaluate(a, b, length));
        }
    }

    private static void AssertWithinBound(Metric metric, ReadOnlySpan<float> x, ReadOnlySpan<float> y, float actual)
    {
        var expected = ReferenceDistances.Distance(metric, x, y);
        var bound = DistanceKernelTests.Bound(metric, x, y);
        if (!(Math.Abs(actual - expected) <= bound))
            Assert.Fail($"{metric}, d = {x.Length}: {actual:R} is not within {bound:R} of {expected:R}.");
    }
}
