using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Segments;

public sealed class OffsetMapTests
{
    [Fact]
    public void Rows_and_offsets_lead_to_one_another_and_gaps_lead_nowhere()
    {
        using var arena = new NativeArena();
        var random = new Random(41);
        var offsets = Enumerable.Range(70, 5_000).Select(i => (uint)i).Where(_ => random.Next(3) != 0).ToArray();
        var map = new OffsetMap(arena, offsets);
        var rowOf = offsets.Index().ToDictionary(pair => pair.Item, pair => (uint)pair.Index);

        Assert.Equal(offsets[0], map.First);
        for (var row = 0; row < offsets.Length; row++) Assert.Equal(offsets[row], map.ToOffset((uint)row));
        for (var offset = 0u; offset < 6_000; offset++)
        {
            Assert.Equal(rowOf.ContainsKey(offset), map.TryToRow(offset, out var row));
            if (rowOf.TryGetValue(offset, out var expected)) Assert.Equal(expected, row);
        }
    }

    [Fact]
    public void Offsets_without_a_gap_take_no_memory_and_end()
    {
        using var arena = new NativeArena();
        var map = new OffsetMap(arena, [7, 8, 9]);

        Assert.Equal(0, arena.LiveBytes);
        Assert.True(map.TryToRow(9, out var row));
        Assert.Equal(2u, row);
        Assert.False(map.TryToRow(10, out _));
        Assert.False(map.TryToRow(6, out _));
    }

    [Fact]
    public void A_segment_that_is_appended_to_has_every_offset_from_its_first_on()
    {
        var map = new OffsetMap(first: 100);

        Assert.Equal(105u, map.ToOffset(5));
        Assert.True(map.TryToRow(1_000_000, out var row));
        Assert.Equal(999_900u, row);
        Assert.False(map.TryToRow(99, out _));
    }
}
