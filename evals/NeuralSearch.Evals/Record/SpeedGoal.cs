using NeuralSearch.Evals.Ann;
using NeuralSearch.Evals.Reports;
using static NeuralSearch.Evals.Record.ReportDocument;

namespace NeuralSearch.Evals.Record;

/// <summary>How many times as fast as hnswlib some configuration of the engine is to be within some memory.</summary>
/// <param name="Tier">What the configuration is for.</param>
/// <param name="Data">The set.</param>
/// <param name="At95">At recall .95.</param>
/// <param name="At99">At recall .99.</param>
/// <param name="MaxBytes">
/// A vector's memory without pages of files, which the system may take back; its copy of the rows counts unless it is one.
/// </param>
internal sealed record SpeedGoal(string Tier, string Data, double At95, double At99, int MaxBytes)
{
    /// <summary>By the configuration that comes nearest to both recalls' goals.</summary>
    public GoalResult Judge(RecordedRun? run)
    {
        string what = $"{Tier}, {Data}: CPU, times hnswlib's speed at .95 / .99 in at most {MaxBytes} bytes a vector";
        string wanted = $"≥ {Figure(At95, "0.0")} / {Figure(At99, "0.0")}";
        if (run is null) return new GoalResult(what, wanted, "–", null);
        Candidate[] candidates = [.. run.Rows
            .Where(row => row.Case == "build" && row.Engine.StartsWith("neuralsearch", StringComparison.Ordinal)
                && row.AnonymousBytesPerVector <= MaxBytes)
            .Select(build => new Candidate(build, Ratio(run, build.Engine, 0), Ratio(run, build.Engine, 1)))];
        if (candidates.Length == 0) return new GoalResult(what, wanted, "no configuration is that small", false);
        Candidate best = candidates.MaxBy(each => Math.Min((each.At95 ?? 0) / At95, (each.At99 ?? 0) / At99))!;
        return new GoalResult(what, wanted,
            $"{Text(best.At95)} / {Text(best.At99)} ({best.Build.Engine}, {best.Build.Kind}, " +
            $"{Figure(best.Build.AnonymousBytesPerVector, "0")} bytes)", best.At95 >= At95 && best.At99 >= At99);

        static string Text(double? ratio) => ratio is null ? "never" : Figure(ratio, "0.00");
    }

    private static double? Ratio(RecordedRun run, string engine, int target) => run.Rows.FirstOrDefault(
        row => row.Engine == engine && AnnSection.IsAt(row, AnnOptions.Targets[target]))?.CpuRatioToReference;

    private sealed record Candidate(Measurement Build, double? At95, double? At99);
}
