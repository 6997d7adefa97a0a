using CsCheck;
using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index;

public sealed class PointBitmapTests
{
    [Fact]
    public void Any_sequence_of_changes_leaves_what_a_hash_set_would_hold()
    {
        var steps = Gen.Select(Gen.Int[0, 6], Gen.UInt[0, 199], Gen.UInt[0, 199].Array[0, 60]).Array[0, 30];

        Gen.Select(Gen.UInt[1, 200], steps).Sample((capacity, changes) =>
        {
            var bitmap = new PointBitmap(capacity);
            var expected = new SortedSet<uint>();
            foreach (var (kind, offset, others) in changes) Apply(kind, offset % capacity, others, bitmap, expected);

            Assert.Equal(expected, Offsets(bitmap));
            Assert.Equal((uint)expected.Count, bitmap.Count);
            for (var offset = 0u; offset < 300; offset++)
                Assert.Equal(expected.Contains(offset), bitmap.Contains(offset));
        }, iter: 500, threads: 1);
    }

    [Fact]
    public void An_empty_capacity_holds_nothing()
    {
        var bitmap = new PointBitmap(0);

        bitmap.Fill();

        Assert.Equal(0u, bitmap.Count);
        Assert.False(bitmap.Contains(0));
        Assert.Empty(Offsets(bitmap));
    }

    [Fact]
    public void An_offset_beyond_the_capacity_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PointBitmap(10).Add(10));
    }

    [Fact]
    public void A_union_that_does_not_fit_is_refused_and_one_that_fits_is_not()
    {
        var small = new PointBitmap(10);
        var large = new PointBitmap(1000);
        large.Add(9);

        small.UnionWith(large);
        large.Add(10);

        Assert.Equal([9u], Offsets(small));
        var exception = Assert.Throws<ArgumentException>(() => small.UnionWith(large));
        Assert.Contains("capacity of 10", exception.Message, StringComparison.Ordinal);
    }

    private static void Apply(int kind, uint offset, uint[] others, PointBitmap bitmap, SortedSet<uint> expected)
    {
        var other = new PointBitmap(bitmap.Capacity);
        foreach (var value in others) other.Add(value % bitmap.Capacity);
        var otherOffsets = Offsets(other);
        var all = Enumerable.Range(0, (int)bitmap.Capacity).Select(i => (uint)i);
        switch (kind)
        {
            case 0: Assert.Equal(expected.Add(offset), bitmap.Add(offset)); break;
            case 1: Assert.Equal(expected.Remove(offset), bitmap.Remove(offset)); break;
            case 2: expected.IntersectWith(otherOffsets); bitmap.IntersectWith(other); break;
            case 3: expected.UnionWith(otherOffsets); bitmap.UnionWith(other); break;
            case 4: expected.ExceptWith(otherOffsets); bitmap.ExceptWith(other); break;
            case 5: expected.UnionWith(all); bitmap.Fill(); break;
            default: expected.SymmetricExceptWith(all); bitmap.Complement(); break;
        }
    }

    private static List<uint> Offsets(PointBitmap bitmap)
    {
        var offsets = new List<uint>();
        foreach (var offset in bitmap) offsets.Add(offset);
        return offsets;
    }
}
