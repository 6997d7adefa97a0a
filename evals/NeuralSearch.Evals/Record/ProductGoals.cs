using NeuralSearch.Evals.Ann;
using NeuralSearch.Evals.Filtered;
using NeuralSearch.Evals.Loading;
using NeuralSearch.Evals.Reports;
using NeuralSearch.Evals.Updates;
using static NeuralSearch.Evals.Record.ReportDocument;

namespace NeuralSearch.Evals.Record;

/// <summary>
/// What the engine promises, in figures, beside the last run of each suite. Ratios to hnswlib move with the machine's
/// memory: those wanted were set on 2 cores of an EPYC (Zen 4) with AVX-512, from what the best graph index known then
/// reached there, times 1.3.
/// </summary>
internal static class ProductGoals
{
    private const string Own = "neuralsearch";
    private const string Narrower = "neuralsearch-avx2";
    private const double MaxP95Ratio = 2;
    private const double MinWidestRecall = 0.999;
    private const double SameRecall = 0.005;

    private static readonly SpeedGoal[] Speed =
    [
        new("fast", "text768", 10.5, 10.5, 4_500),
        new("fast", "fashion-mnist-784", 4.3, 5.0, 4_500),
        new("fast", "glove-100-cos", 3.3, 3.4, 4_500),
        new("lean", "text768", 4.5, 4.0, 1_350),
        new("lean", "fashion-mnist-784", 3.4, 3.2, 950),
        new("least memory, raw rows on disk", "text768", 3.0, 2.5, 300),
    ];

    public static IEnumerable<GoalResult> Of(RecordedRuns runs)
    {
        foreach (SpeedGoal goal in Speed) yield return goal.Judge(runs.Find("ann", goal.Data));
        yield return Build(runs);
        yield return Insert(runs);
        yield return Widest(runs);
        yield return Narrow(runs);
        yield return AllocationTable.Goal();
        GoalResult[] updates = [.. runs.Of("updates").SelectMany(run => Named(run, UpdatesGoals.Of(run.Rows)))];
        foreach (GoalResult goal in updates) yield return goal;
        if (updates.Length == 0) yield return Missing("updates: insert, delete and refill, merge, reopen", "evals updates --record");
        GoalResult[] filtered = [.. runs.Of("filtered").SelectMany(run => Named(run, FilteredGoals.Of(
            [.. run.Rows.Where(row => row.Engine == Own)])))];
        foreach (GoalResult goal in filtered) yield return goal;
        if (filtered.Length == 0) yield return Missing("filtered search, all cells", "evals filtered --record");
        GoalResult[] loading = [.. runs.Of("loading").SelectMany(run => Named(run, LoadingReport.Goals(run.Rows)
            .Append(ShareUnderTwice(run))))];
        foreach (GoalResult goal in loading) yield return goal;
        if (loading.Length == 0) yield return Missing("queries while rows are loaded", "evals loading --record");
    }

    private static GoalResult Build(RecordedRuns runs)
    {
        const string What = "build on text768: CPU, x hnswlib";
        string wanted = $"≤ {Figure(UpdatesGoals.MaxBuildRatio, "0.00")}";
        Measurement? build = runs.Find("ann", "text768")?.Rows.FirstOrDefault(row => row is { Case: "build", Engine: Own });
        return build?.RatioToReference is { } ratio
            ? new GoalResult(What, wanted, Figure(ratio, "0.00"), ratio <= UpdatesGoals.MaxBuildRatio)
            : new GoalResult(What, wanted, "–", null);
    }

    /// <summary>Rows of two runs, so of two moments; the sets and so the work a row are the same.</summary>
    private static GoalResult Insert(RecordedRuns runs)
    {
        const string What = "insert on text768 while queries go on: CPU a row, x hnswlib's build";
        string wanted = $"≤ {Figure(UpdatesGoals.MaxInsertRatio, "0.0")}";
        Measurement? loading = runs.Find("loading", "text768")?.Rows.FirstOrDefault(
            row => row.Case == LoadingReport.Name(Phase.Loading));
        Measurement? build = runs.Find("ann", "text768")?.Rows.FirstOrDefault(
            row => row is { Case: "build", Engine: "hnswlib" });
        if (loading is null || build is null) return new GoalResult(What, wanted, "–", null);
        double ratio = Number(loading, "cpuUsPerRow") / (build.BuildCpuSeconds!.Value * 1e6 / Number(build, "n"));
        return new GoalResult(What, wanted, Figure(ratio, "0.00"), ratio <= UpdatesGoals.MaxInsertRatio);
    }

    private static GoalResult Widest(RecordedRuns runs)
    {
        (string Data, double Recall)[] reached = [.. runs.Of("ann").SelectMany(run => run.Rows
            .Where(row => row is { Case: "widest beam", Engine: Own, Recall: not null })
            .Select(row => (run.Data, row.Recall!.Value)))];
        string what = $"recall@10 that a beam of {AnnOptions.Efs[^1]} reaches, on every set";
        string wanted = $"≥ {Figure(MinWidestRecall, "0.000")}";
        if (reached.Length == 0) return new GoalResult(what, wanted, "–", null);
        (string data, double recall) = reached.MinBy(set => set.Recall);
        return new GoalResult(what, wanted, $"{Figure(recall, "0.0000")} ({data})", recall >= MinWidestRecall);
    }

    private static GoalResult Narrow(RecordedRuns runs)
    {
        const string What = "recall at equal beams without AVX-512, largest difference";
        string wanted = $"≤ {Figure(SameRecall, "0.000")}";
        double[] differences = [.. runs.Of("ann").SelectMany(run => Curve(run, Own).Join(
            Curve(run, Narrower), row => row.Text("ef"), row => row.Text("ef"),
            (wide, narrow) => Math.Abs(wide.Recall!.Value - narrow.Recall!.Value)))];
        if (differences.Length == 0) return new GoalResult(What, wanted, "–", null);
        string speeds = string.Join(", ", runs.Of("ann").SelectMany(run => run.Rows)
            .Where(row => row.Engine == Narrower && AnnSection.IsAt(row, AnnOptions.Targets[0]))
            .Select(row => $"{row.Data} {Figure(row.CpuRatioToReference, "0.00")}x hnswlib at .95"));
        return new GoalResult(
            What, wanted, $"{Figure(differences.Max(), "0.0000")}; {speeds}", differences.Max() <= SameRecall);
    }

    private static GoalResult ShareUnderTwice(RecordedRun run)
    {
        Measurement? loading = run.Rows.FirstOrDefault(row => row.Case == LoadingReport.Name(Phase.Loading));
        return new GoalResult("p95 while loading, x before", $"≤ {Figure(MaxP95Ratio, "0")}",
            loading?.Text("p95Ratio") ?? "–", loading is null ? null : Number(loading, "p95Ratio") <= MaxP95Ratio);
    }

    private static IEnumerable<Measurement> Curve(RecordedRun run, string engine) =>
        run.Rows.Where(row => row.Case == "search" && row.Engine == engine && row.Text("threads") == "1");

    private static IEnumerable<GoalResult> Named(RecordedRun run, IEnumerable<GoalResult> goals) =>
        goals.Select(goal => goal with { What = $"{run.Suite} on {run.Data}: {goal.What}" });

    private static GoalResult Missing(string what, string command) => new(what, "see README.md", $"`{command}`", null);

    private static double Number(Measurement row, string parameter) =>
        double.Parse(row.Text(parameter), System.Globalization.CultureInfo.InvariantCulture);
}
