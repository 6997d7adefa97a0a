namespace NeuralSearch.Evals.Reports;

/// <summary>The middle of some values, or the mean of the two in the middle.</summary>
internal static class Median
{
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
