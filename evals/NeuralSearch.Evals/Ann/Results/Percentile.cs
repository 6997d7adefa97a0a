namespace NeuralSearch.Evals.Ann.Results;

/// <summary>The value that a share of the values does not exceed (nearest rank).</summary>
internal static class Percentile
{
    public static double Of(ReadOnlySpan<uint> values, double share)
    {
        if (values.IsEmpty) throw new ArgumentException("There are no values.", nameof(values));
        uint[] sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
