using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index;

public sealed class RowMemoryTests
{
    private const int Count = 20_000;

    [Theory]
    [InlineData(VectorCodes.Bits1, Placement.Memory, 4_108)]
    [InlineData(VectorCodes.Bits1, Placement.MappedRows, 1_036)]
    [InlineData(VectorCodes.Bits1, Placement.MappedCodes, 268)]
    [InlineData(VectorCodes.U8, Placement.MappedRows, 908)]
    [InlineData(VectorCodes.Raw, Placement.MappedRows, 140)]
    public void A_row_is_estimated_at_what_the_decision_on_placements_says(
        VectorCodes codes, Placement placement, long bytes) => Assert.Equal(
        bytes, RowMemory.EstimateBytes(768, Metric.Cosine, new HnswOptions { Codes = codes }, placement));

    [Fact]
    public void A_row_without_a_graph_is_itself_alone() =>
        Assert.Equal(128, RowMemory.EstimateBytes(32, Metric.Dot));

    [Theory]
    [InlineData(VectorCodes.U8)]
    [InlineData(VectorCodes.Bits1)]
    public void The_estimate_is_what_an_index_comes_to(VectorCodes codes)
    {
        var options = new HnswOptions { Codes = codes, EfConstruction = 16 };
        using var index = new VectorIndex(64, Metric.Cosine, options);
        float[] row = new float[64];
        var random = new Random(31);
        for (int i = 0; i < Count; i++)
        {
            for (int j = 0; j < row.Length; j++) row[j] = random.NextSingle() - .5f;
            VectorMath.Normalize(row);
            index.Append(row);
        }

        while (index.IndexNext(1_000))
        {
        }

        // Pages of 2 MB round each of a few arrays up.
        long estimate = Count * RowMemory.EstimateBytes(64, Metric.Cosine, options);
        Assert.InRange(index.UsedBytes, estimate, estimate + (10 << 20));
        Assert.True(index.UsedBytes < index.NativeBytes);
    }
}
