using NeuralSearch.Evals.Reports;
using static NeuralSearch.Evals.Reports.ConsoleTable;

namespace NeuralSearch.Evals.Updates;

/// <summary>What changes may cost, and what they may take from recall.</summary>
internal static class UpdatesGoals
{
    public const double MaxBuildRatio = 0.40;
    public const double MaxInsertRatio = 0.5;
    public const double MaxRecallLoss = 0.005;

    /// <summary>Of the rows of one run.</summary>
    public static IEnumerable<GoalResult> Of(IReadOnlyList<Measurement> run)
    {
        yield return Ratio("build: CPU, x hnswlib", MaxBuildRatio, Find(UpdatesReport.BuildCase));
        yield return Ratio("live insert: CPU a row, x hnswlib", MaxInsertRatio, Find(UpdatesReport.InsertCase));
        foreach (State state in Enum.GetValues<State>()[1..])
        {
            double? loss = Loss(run, state);
            yield return new GoalResult($"recall at equal beams when {UpdatesReport.Name(state)}, less than a fresh build's",
                $"≤ {Text(MaxRecallLoss, "0.000")}", Text(loss, "0.0000"),
                loss is null ? null : loss <= MaxRecallLoss);
        }

        Measurement? Find(string name) => run.FirstOrDefault(row => row.Case == name && row.Reference is not null);
    }

    /// <summary>The largest difference at any beam; negative if recall was better at all of them.</summary>
    public static double? Loss(IReadOnlyList<Measurement> run, State state)
    {
        double[] losses = [.. At(State.Fresh).Join(At(state), row => row.Text("ef"), row => row.Text("ef"),
            (fresh, changed) => fresh.Recall!.Value - changed.Recall!.Value)];
        return losses.Length > 0 ? losses.Max() : null;

        IEnumerable<Measurement> At(State which) => run.Where(row => row.Case == UpdatesReport.Name(which));
    }

    private static GoalResult Ratio(string what, double limit, Measurement? row) =>
        new(what, $"≤ {Text(limit, "0.00")}", row is null ? "–" : Text(row.RatioToReference, "0.00"),
            row is null ? null : row.RatioToReference <= limit);
}
