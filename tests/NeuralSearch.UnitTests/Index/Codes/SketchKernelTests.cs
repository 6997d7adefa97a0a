using CsCheck;
using NeuralSearch.Index;
using NeuralSearch.UnitTests.Index.Distances;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Codes;

/// <summary>
/// Every kernel over sketches, its portable twins included, against its specification.
/// <see cref="InstructionSetTests"/> runs this class again under other instruction sets.
/// </summary>
public sealed unsafe class SketchKernelTests
{
    private static readonly int[] Lengths =
        [.. Enumerable.Range(1, 290), 383, 384, 385, 767, 768, 769, 1000, 1536, VectorIndex.MaxDimensions];

    private static readonly int[] CommonLengths = Lengths[..^1];

    [Fact]
    public void Kernels_equal_the_reference_at_every_length_and_alignment()
    {
        using var memory = new GuardedMemory(MemoryBytes);
        var random = new Random(20_260_103);
        foreach (var dimensions in Lengths)
        {
            for (var shift = 0; shift < 3; shift++)
            {
                var levels = Levels(random, dimensions, -127, 127);
                AssertBitsEqualReference(memory, random, Levels(random, dimensions, 0, 15), shift);
                AssertNibblesEqualReference(memory, random, levels, shift);
            }
        }
    }

    [Fact]
    public void Kernels_equal_the_reference_for_any_levels()
    {
        using var memory = new GuardedMemory(MemoryBytes);
        var cases = from dimensions in Gen.OneOf(CommonLengths)
                    from ofBits in Gen.OneOf(Gen.Int[0, 15], Gen.OneOf(0, 15)).Array[dimensions]
                    from ofNibbles in Gen.OneOf(Gen.Int[-127, 127], Gen.OneOf(-127, 0, 127)).Array[dimensions]
                    from seed in Gen.Int
                    select (ofBits, ofNibbles, seed);

        cases.Sample(c =>
        {
            AssertBitsEqualReference(memory, new Random(c.seed), c.ofBits, shift: 0);
            AssertNibblesEqualReference(memory, new Random(c.seed), c.ofNibbles, shift: 0);
        }, iter: 1_000, threads: 1);
    }

    [Fact]
    public void The_largest_sums_neither_saturate_nor_overflow()
    {
        using var memory = new GuardedMemory(MemoryBytes);
        var ones = new Filling(0xFF);
        var zeros = new Filling(0);
        foreach (var row in (Random[])[ones, zeros])
        {
            AssertBitsEqualReference(memory, row, Repeated(0), shift: 0);
            AssertBitsEqualReference(memory, row, Repeated(15), shift: 0);
            AssertNibblesEqualReference(memory, row, Repeated(127), shift: 0);
            AssertNibblesEqualReference(memory, row, Repeated(-127), shift: 0);
        }

        static int[] Repeated(int level) => [.. Enumerable.Repeat(level, VectorIndex.MaxDimensions)];
    }

    private static int MemoryBytes =>
        BitSketch.QueryBytes(VectorIndex.MaxDimensions) + NibbleSketch.RowBytes(VectorIndex.MaxDimensions);

    /// <summary>
    /// The tables begin the memory and the row ends it, each beside a page that must not be touched. What is not the
    /// row's code is noise.
    /// </summary>
    private static void AssertBitsEqualReference(GuardedMemory memory, Random random, int[] levels, int shift)
    {
        // A component of ±15 makes the query's step 1.
        levels[0] = levels[0] < 8 ? 0 : 15;
        var query = memory.Start + (-(nint)memory.Start & 63);
        BitSketch.Prepare(Array.ConvertAll(levels, level => 2f * level - 15), query);
        var row = Place(memory, random, BitSketch.RowBytes(levels.Length), shift);
        var expected = ReferenceCodeDistances.WeightedDifferingBits(levels, new ReadOnlySpan<byte>(row, levels.Length));
        var tables = query + SketchRow.HeaderBytes;
        var length = (nuint)BitSketch.CodeBytes(levels.Length);

        Assert.Equal(expected, SketchKernels.WeightedDifferingBits(tables, row, length));
        Assert.Equal(expected, SketchKernels.WeightedDifferingBitsPortable(tables, row, length));
        Assert.Equal(expected, SketchKernels.WeightedDifferingBitsScalar(tables, row, length));
    }

    private static void AssertNibblesEqualReference(GuardedMemory memory, Random random, int[] levels, int shift)
    {
        levels[0] = levels[0] < 0 ? -127 : 127;
        var query = memory.Start + (-(nint)memory.Start & 63);
        NibbleSketch.Prepare(Array.ConvertAll(levels, level => (float)level), query);
        var row = Place(memory, random, NibbleSketch.RowBytes(levels.Length), shift);
        var expected = ReferenceCodeDistances.NibbleProducts(levels, new ReadOnlySpan<byte>(row, levels.Length));
        var tables = query + SketchRow.HeaderBytes;
        var length = (nuint)NibbleSketch.CodeBytes(levels.Length);

        Assert.Equal(expected, SketchKernels.NibbleProducts(tables, row, length));
        Assert.Equal(expected, SketchKernels.NibbleProductsPortable((sbyte*)tables, row, length));
        Assert.Equal(expected, SketchKernels.NibbleProductsScalar((sbyte*)tables, row, length));
    }

    private static byte* Place(GuardedMemory memory, Random random, int bytes, int shift)
    {
        var row = memory.End - bytes - shift;
        random.NextBytes(new Span<byte>(row, bytes));
        return row;
    }

    private static int[] Levels(Random random, int count, int least, int largest)
    {
        var levels = new int[count];
        for (var i = 0; i < count; i++) levels[i] = random.Next(least, largest + 1);
        return levels;
    }

    /// <summary>Bytes that are all the same.</summary>
    private sealed class Filling(byte value) : Random
    {
        public override void NextBytes(Span<byte> buffer) => buffer.Fill(value);
    }
}
