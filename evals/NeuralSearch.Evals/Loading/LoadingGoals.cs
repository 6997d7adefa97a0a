using NeuralSearch.Evals.Reports;
using static NeuralSearch.Evals.Reports.ConsoleTable;

namespace NeuralSearch.Evals.Loading;

/// <summary>What queries are promised while rows are loaded at full speed, beside the phase before.</summary>
internal static class LoadingGoals
{
    public const double MaxP50Ratio = 2;
    public const double MaxP99Ratio = 5;
    public const double MinRecall = 0.95;

    /// <param name="before">The idle phase before.</param>
    /// <param name="loading">The phase in question.</param>
    /// <param name="lowestRecall">Of any window of any phase.</param>
    public static IEnumerable<GoalResult> Of(Measurement before, Measurement loading, double? lowestRecall)
    {
        yield return Ratio("p50 while loading, x before", MaxP50Ratio, loading.P50Us / before.P50Us);
        yield return Ratio("p99 while loading, x before", MaxP99Ratio, loading.P99Us / before.P99Us);
        yield return new GoalResult("recall@10 over all acknowledged rows, lowest window", $"≥ {Text(MinRecall, "0.00")}",
            Text(lowestRecall, "0.000"), lowestRecall >= MinRecall);
    }

    private static GoalResult Ratio(string what, double limit, double? ratio) =>
        new(what, $"≤ {Text(limit, "0")}", Text(ratio, "0.00"), ratio <= limit);
}
