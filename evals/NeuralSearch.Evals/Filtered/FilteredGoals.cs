using NeuralSearch.Evals.Reports;

namespace NeuralSearch.Evals.Filtered;

/// <summary>What filtered search promises in every cell, and the worst that was measured.</summary>
internal static class FilteredGoals
{
    public const double MinRecall = 0.98;
    public const double MaxRatioToUnfiltered = 1.3;
    public const double RatioToUnfilteredFromShare = 0.2;
    public const double MaxRatioToExact = 1;

    /// <summary>Where the plan is the scan itself, two measurements of one thing differ by so much.</summary>
    public const double Noise = 0.1;

    /// <param name="cells">The engine's measurements of one run.</param>
    public static IEnumerable<GoalResult> Of(IReadOnlyList<Measurement> cells)
    {
        if (cells.Count == 0) yield break;
        Measurement poor = cells.MinBy(cell => cell.Recall)!;
        yield return new GoalResult(
            "recall@10 in every cell", $"≥ {MinRecall:0.00}", Worst(poor, poor.Recall), poor.Recall >= MinRecall);
        Measurement few = cells.MinBy(cell => cell.Returned)!;
        yield return new GoalResult(
            "returned of min(k, matches)", "1, always", Worst(few, few.Returned), few.Returned >= 1);
        Measurement? slow = cells.Where(cell => Share(cell) >= RatioToUnfilteredFromShare)
            .MaxBy(cell => cell.CpuRatioToUnfiltered);
        if (slow is not null)
        {
            yield return new GoalResult(
                $"CPU, x the unfiltered query, from {RatioToUnfilteredFromShare * 100:0} % on",
                $"≤ {MaxRatioToUnfiltered:0.0}", Worst(slow, slow.CpuRatioToUnfiltered),
                slow.CpuRatioToUnfiltered <= MaxRatioToUnfiltered);
        }

        Measurement over = cells.MaxBy(cell => cell.CpuRatioToExact)!;
        yield return new GoalResult(
            "CPU, x an exact scan of the matches, in every cell", $"≤ {MaxRatioToExact:0} (noise {Noise:0.0})",
            Worst(over, over.CpuRatioToExact), over.CpuRatioToExact <= MaxRatioToExact + Noise);
    }

    private static double Share(Measurement cell) => double.Parse(
        cell.Text("share"), System.Globalization.CultureInfo.InvariantCulture);

    private static string Worst(Measurement cell, double? value) =>
        $"{ConsoleTable.Text(value, "0.000")} ({cell.Case})";
}
