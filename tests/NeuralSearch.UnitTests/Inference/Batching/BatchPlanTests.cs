using CsCheck;
using NeuralSearch.Inference;
using Xunit;

namespace NeuralSearch.UnitTests.Inference.Batching;

public class BatchPlanTests
{
    [Fact]
    public void A_batch_holds_its_anchor_keeps_to_budget_and_padding_and_leaves_no_neighbor_out_that_fits()
    {
        Gen.Select(Gen.Int[2, 256].Array[1, 200], Gen.Int[0, 199], Gen.Int[1, 1024]).Sample((unsorted, at, budget) =>
        {
            int[] lengths = [.. unsorted.Order()];
            int anchor = at % lengths.Length;

            Range range = BatchPlan.Around(lengths, anchor, budget);

            (int first, int end) = (range.Start.Value, range.End.Value);
            return first <= anchor && anchor < end
                && (end - first == 1 || Fits(lengths, first, end, budget))
                && (first == 0 || !Fits(lengths, first - 1, end, budget))
                && (end == lengths.Length || !Fits(lengths, first, end + 1, budget));
        });
    }

    [Fact]
    public void Texts_nearest_in_length_are_taken_first()
    {
        Assert.Equal(0..3, BatchPlan.Around([13, 14, 15, 18, 19], anchor: 2, budget: 3 * 15));
        Assert.Equal(2..5, BatchPlan.Around([8, 9, 15, 16, 17], anchor: 2, budget: 3 * 17));
    }

    [Fact]
    public void A_text_longer_than_the_budget_goes_alone()
    {
        Assert.Equal(1..2, BatchPlan.Around([256, 256, 256], anchor: 1, budget: 255));
    }

    [Fact]
    public void Padding_counts_against_the_budget()
    {
        // 7 + 8 + 8 real tokens are 23, but padded they are 24.
        Assert.Equal(0..3, BatchPlan.Around([7, 8, 8], anchor: 0, budget: 24));
        Assert.Equal(0..2, BatchPlan.Around([7, 8, 8], anchor: 0, budget: 23));
    }

    private static bool Fits(int[] lengths, int first, int end, int budget) =>
        lengths[end - 1] * (end - first) <= budget && lengths[end - 1] - lengths[first] <= BatchPlan.MaxPaddingTokens;
}
