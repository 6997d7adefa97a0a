using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Segments;

/// <summary>A check finds the links that must not be, and only those.</summary>
public sealed unsafe class IndexCheckTests
{
    private const int Dimensions = 8;

    [Theory]
    [InlineData(VectorCodes.Raw, Metric.Euclid)]
    [InlineData(VectorCodes.U8, Metric.Cosine)]
    public void Graphs_are_sound_after_inserts_deletes_and_merges(VectorCodes codes, Metric metric)
    {
        var rows = SyntheticRows.Normalized(SyntheticRows.Clustered(4_000, Dimensions, 20, seed: 61));
        using var index = new VectorIndex(Dimensions, metric, new HnswOptions { Codes = codes });
        foreach (var row in rows[..2_000]) index.Append(row);
        for (var i = 0; i < 500; i++) index.Append(rows[7]); // chained
        while (index.IndexNext(1_000)) { }
        AssertSound(index);

        index.Seal();
        foreach (var row in rows[2_000..]) index.Append(row);
        for (var offset = 0u; offset < 1_500; offset++) index.Delete(offset);
        while (index.MergeNext(1_000) | index.IndexNext(1_000)) { }
        AssertSound(index);
    }

    [Theory]
    [InlineData(uint.MaxValue - 7, "no node")]
    [InlineData(5u, "itself")]
    public void A_link_that_leads_nowhere_is_reported(uint link, string expected)
    {
        var segment = BuiltSegment(out var live);
        segment.Graph.Links(5, 0)[0] = link;

        var check = SegmentCheck.Run(segment, live);

        Assert.Contains(expected, Assert.Single(check.Problems), StringComparison.Ordinal);
        segment.Release();
    }

    [Fact]
    public void A_link_that_is_there_twice_is_reported()
    {
        var segment = BuiltSegment(out var live);
        segment.Graph.Links(5, 0)[1] = segment.Graph.Links(5, 0)[0];

        Assert.Contains("twice", Assert.Single(SegmentCheck.Run(segment, live).Problems), StringComparison.Ordinal);
        segment.Release();
    }

    [Fact]
    public void Rows_that_no_link_leads_to_are_counted()
    {
        var segment = BuiltSegment(out var live);
        for (var row = 0u; row < segment.Count; row++)
            for (var layer = segment.Graph.LevelOf(row); layer >= 0; layer--)
                segment.Graph.Links(row, layer)[0] = HnswGraph.End;

        var check = SegmentCheck.Run(segment, live);

        Assert.Empty(check.Problems);
        Assert.Equal((segment.Count, 1u), (check.InGraph, check.Reached));
        segment.Release();
    }

    private static Segment BuiltSegment(out LiveSet live)
    {
        var layout = SegmentLayout.Create(Dimensions, Metric.Euclid, RowType.Float32, new HnswOptions { Codes = VectorCodes.Raw });
        var segment = new Segment(layout, 0);
        live = new LiveSet();
        foreach (var (offset, row) in SyntheticRows.Uniform(2_000, Dimensions, seed: 62).Index())
        {
            segment.Write(row);
            live.Add((uint)offset);
            segment.Publish(isPresent: true);
        }

        while (segment.IndexNext(1_000, live)) { }
        return segment;
    }

    private static void AssertSound(VectorIndex index)
    {
        var check = index.Check();
        Assert.Empty(check.Problems);
        Assert.Equal(index.LiveCount, check.InGraph);
        Assert.InRange(check.Reached, check.InGraph * .999, check.InGraph);
    }
}
