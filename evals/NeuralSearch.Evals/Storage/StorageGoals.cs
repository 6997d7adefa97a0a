using System.Globalization;
using NeuralSearch.Evals.Reports;
using static NeuralSearch.Evals.Reports.ConsoleTable;

namespace NeuralSearch.Evals.Storage;

/// <summary>What a node is promised to cost, to take for a start and to take for a durable write.</summary>
internal static class StorageGoals
{
    private const double MaxKilobytes = 100; // 200 MB for 2 000
    private const double MaxCreateMilliseconds = 10; // 5 s for 500
    private const double MaxOpenMilliseconds = 2.5; // 5 s for 2 000
    private const double MaxStoppedSeconds = 3;
    private const double MaxStoppedSecondsOfMillion = 10;
    private const double MaxKilledSeconds = 1.2;
    private const double MaxRecallLoss = 0.005;
    private const double MaxUpsertP50Milliseconds = 0.6;
    private const double MaxUpsertP99Milliseconds = 2;
    private const int Million = 1_000_000;

    /// <summary>Of the rows of one run; what was not measured is left out.</summary>
    public static IEnumerable<GoalResult> Of(IReadOnlyList<Measurement> run)
    {
        if (Find(EmptyCollections.CreatedCase) is { } created)
        {
            double count = Number(created, "collections");
            double disk = Number(created, "diskBytes") / count / 1e3;
            yield return AtMost("memory of an empty collection, KB", MaxKilobytes, created.ResidentBytes / count / 1e3);
            yield return AtMost("disk of an empty collection, KB", MaxKilobytes, disk);
            yield return AtMost("to create one, ms", MaxCreateMilliseconds, created.Seconds / count * 1e3);
            if (Find(EmptyCollections.OpenedCase) is { } opened)
                yield return AtMost("to open one, ms", MaxOpenMilliseconds, opened.Seconds / count * 1e3);
        }

        if (Find(Restarts.StoppedCase) is { } stopped)
        {
            double points = double.Parse(stopped.Data.Split(' ')[0], CultureInfo.InvariantCulture);
            double limit = points < Million ? MaxStoppedSeconds : MaxStoppedSecondsOfMillion;
            double? loss = Number(stopped, "recallBefore") - stopped.Recall;
            yield return AtMost("first search after a stop, s", limit, stopped.Seconds);
            yield return AtMost("recall lost by a restart", MaxRecallLoss, loss);
        }

        if (Find(Restarts.KilledCase) is { } killed)
        {
            yield return AtMost("first search after a kill, s", MaxKilledSeconds, killed.Seconds);
            yield return AtMost("points lost by a kill", 0, Number(killed, "lost"));
        }

        if (Find(WaitedUpserts.UpsertCase) is { } upsert)
        {
            yield return AtMost("upsert with wait, p50 ms", MaxUpsertP50Milliseconds, upsert.P50Us / 1e3);
            yield return AtMost("upsert with wait, p99 ms", MaxUpsertP99Milliseconds, upsert.P99Us / 1e3);
        }

        Measurement? Find(string name) => run.FirstOrDefault(row => row.Case == name);
    }

    private static double Number(Measurement row, string parameter) =>
        double.Parse(row.Text(parameter), CultureInfo.InvariantCulture);

    private static GoalResult AtMost(string what, double limit, double? value) => new(
        what,
        $"≤ {Text(limit, "0.###")}",
        value is null ? "–" : Text(value, "0.###"),
        value is null ? null : value <= limit);
}
