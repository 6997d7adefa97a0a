namespace NeuralSearch.Inference;

/// <summary>Which texts are computed together: neighbours by length, as many as the token budget allows.</summary>
internal static class BatchPlan
{
    /// <summary>
    /// Most padding of any text in a batch. A padded token costs as much as a real one: a text of 24 tokens padded to
    /// 32 costs as much as alone, a shorter one more (docs/adr, dynamic batching).
    /// </summary>
    public const int MaxPaddingTokens = 8;

    /// <summary>The batch around one text.</summary>
    /// <param name="lengths">Lengths in tokens, ascending.</param>
    /// <param name="anchor">The index of the text that must be in the batch: the one that has waited longest.</param>
    /// <param name="budget">Most tokens of the batch, padding included; a longer text goes alone.</param>
    /// <returns>The range of <paramref name="lengths"/>; it contains <paramref name="anchor"/>.</returns>
    public static Range Around(ReadOnlySpan<int> lengths, int anchor, int budget)
    {
        int first = anchor;
        int end = anchor + 1;
        while (true)
        {
            bool shorter = first > 0 && Fits(lengths, first - 1, end, budget);
            bool longer = end < lengths.Length && Fits(lengths, first, end + 1, budget);
            if (shorter && longer) longer = lengths[end] - lengths[anchor] < lengths[anchor] - lengths[first - 1];

            if (longer) end++;
            else if (shorter) first--;
            else return first..end;
        }
    }

    private static bool Fits(ReadOnlySpan<int> lengths, int first, int end, int budget)
    {
        int width = lengths[end - 1];
        return width * (end - first) <= budget && width - lengths[first] <= MaxPaddingTokens;
    }
}
