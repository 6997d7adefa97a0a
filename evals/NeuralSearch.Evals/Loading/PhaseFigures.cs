namespace NeuralSearch.Evals.Loading;

/// <summary>What the queries of a phase, or of a part of it, amount to.</summary>
internal sealed record PhaseFigures(
    int Queries, double P50Us, double P95Us, double P99Us, double MaxUs, double CpuUs, double? Recall)
{
    /// <summary>Windows of a phase at most, the worst of which is what its user met with.</summary>
    public const int MaxWindows = 10;

    /// <summary>Fewer in a window would make its recall a matter of luck.</summary>
    private const int MinQueriesOfWindow = 50;

    public static PhaseFigures Of(IReadOnlyList<QuerySample> samples)
    {
        if (samples.Count == 0) throw new ArgumentException("A phase without queries says nothing.", nameof(samples));
        double[] taken = [.. samples.Select(sample => sample.Taken.TotalMicroseconds).Order()];
        double[] recalls = [.. samples.Where(sample => sample.Recall is not null).Select(sample => sample.Recall!.Value)];
        return new PhaseFigures(
            samples.Count, At(0.50), At(0.95), At(0.99), taken[^1], samples.Average(sample => sample.CpuUs),
            recalls.Length > 0 ? recalls.Average() : null);

        double At(double share) => taken[Math.Clamp((int)Math.Ceiling(share * taken.Length) - 1, 0, taken.Length - 1)];
    }

    /// <summary>The phase cut into parts of equal time, those without a query left out.</summary>
    public static IReadOnlyList<(TimeSpan From, PhaseFigures Figures)> WindowsOf(IReadOnlyList<QuerySample> samples)
    {
        int windows = Math.Clamp(samples.Count / MinQueriesOfWindow, 1, MaxWindows);
        TimeSpan first = samples[0].Due;
        long ticks = Math.Max(1, (samples[^1].Due - first).Ticks);
        return [.. samples
            .GroupBy(sample => Math.Min(windows - 1, (sample.Due - first).Ticks * windows / ticks))
            .Select(window => (window.First().Due, Of([.. window])))];
    }
}
