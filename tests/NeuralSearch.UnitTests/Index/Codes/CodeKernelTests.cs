using CsCheck;
using NeuralSearch.Index;
using NeuralSearch.UnitTests.Index.Distances;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Codes;

/// <summary>
/// Every kernel over codes, its portable twins included, against its specification. <see cref="InstructionSetTests"/>
/// runs this class again under other instruction sets.
/// </summary>
public sealed unsafe class CodeKernelTests
{
    private static readonly int[] Lengths =
        [.. Enumerable.Range(0, 290), 383, 384, 385, 767, 768, 769, 1000, 1536, VectorIndex.MaxDimensions];

    private static readonly int[] CommonLengths = Lengths[..^1];

    [Fact]
    public void Kernels_equal_the_reference_at_every_length_and_alignment()
    {
        var random = new Random(20_260_102);
        foreach (var dimensions in Lengths)
        {
            for (var shift = 0; shift < 3; shift++)
            {
                var bytes = (int)CodeRow.Bytes(dimensions);
                var x = RandomCodes(random, dimensions, bytes, shift);
                var y = RandomCodes(random, dimensions, bytes, 2 * shift);

                AssertEqualReference(x.AsSpan(shift), y.AsSpan(2 * shift));
            }
        }
    }

    [Fact]
    public void Kernels_equal_the_reference_for_any_codes()
    {
        var code = Gen.OneOf(Gen.Byte[0, CodeRow.MaxCode], Gen.OneOf<byte>(0, 1, 63, 64, 126, 127));
        var pairs = from dimensions in Gen.OneOf(CommonLengths)
                    let bytes = (int)CodeRow.Bytes(dimensions)
                    from x in code.Array[bytes]
                    from y in code.Array[bytes]
                    select (x, y);

        pairs.Sample(p => AssertEqualReference(p.x, p.y), iter: 1_000, threads: 1);
    }

    [Fact]
    public void The_largest_differences_neither_saturate_nor_overflow()
    {
        var low = new byte[VectorIndex.MaxDimensions];
        var high = new byte[VectorIndex.MaxDimensions];
        Array.Fill(high, (byte)CodeRow.MaxCode);

        AssertEqualReference(low, high);
        AssertEqualReference(high, low);
    }

    [Fact]
    public void Kernels_read_nothing_outside_the_rows()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("The guard pages are made with Linux's mmap and mprotect.");
        var random = new Random(5);
        using var first = new GuardedMemory(2 * VectorIndex.MaxDimensions);
        using var second = new GuardedMemory(2 * VectorIndex.MaxDimensions);

        foreach (var dimensions in Lengths)
        {
            var bytes = (int)CodeRow.Bytes(dimensions);
            var codes = RandomCodes(random, dimensions, bytes, 0);
            var others = RandomCodes(random, dimensions, bytes, 0);
            AssertEqualReference(Place(codes, first.End - bytes), Place(others, second.End - bytes));
            AssertEqualReference(Place(codes, first.Start), Place(others, second.Start));
        }
    }

    private static Span<byte> Place(byte[] codes, byte* start)
    {
        var placed = new Span<byte>(start, codes.Length);
        codes.CopyTo(placed);
        return placed;
    }

    private static byte[] RandomCodes(Random random, int dimensions, int bytes, int shift)
    {
        var codes = new byte[shift + bytes];
        for (var i = 0; i < dimensions; i++) codes[shift + i] = (byte)random.Next(CodeRow.MaxCode + 1);
        return codes;
    }

    private static void AssertEqualReference(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        var squares = ReferenceCodeDistances.SquaredDifferences(x, y);
        var absolutes = ReferenceCodeDistances.AbsoluteDifferences(x, y);
        var length = (nuint)x.Length;
        fixed (byte* a = x, b = y)
        {
            Assert.Equal(squares, CodeKernels.SquaredDifferences(a, b, length));
            Assert.Equal(squares, CodeKernels.SquaredDifferencesPortable(a, b, length));
            Assert.Equal(squares, CodeKernels.SquaredDifferencesScalar(a, b, length));
            Assert.Equal(squares, CodeEuclidSquared.Evaluate(a, b, length), Math.Max(0.5, squares * 1e-7));
            Assert.Equal(absolutes, CodeKernels.AbsoluteDifferences(a, b, length));
            Assert.Equal(absolutes, CodeKernels.AbsoluteDifferencesPortable(a, b, length));
            Assert.Equal(absolutes, CodeKernels.AbsoluteDifferencesScalar(a, b, length));
            Assert.Equal((float)absolutes, CodeManhattan.Evaluate(a, b, length));
        }
    }
}
