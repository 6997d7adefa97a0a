using System.Globalization;
using NeuralSearch.Evals.Reports;
using static NeuralSearch.Evals.Reports.ConsoleTable;

namespace NeuralSearch.Evals.Storage;

/// <summary>What a run of the suite came to, for people.</summary>
internal static class StorageReport
{
    public static void Print(TextWriter output, IReadOnlyList<Measurement> run)
    {
        Write(output, "empty collections, beside a node with one",
            ["case", "collections", "s", "resident MB", "disk MB", "start s", "start without s"],
            Rows(run, EmptyCollections.CreatedCase, EmptyCollections.OpenedCase).Select(row => (string[])
            [
                row.Case, row.Text("collections"), Text(row.Seconds, "0.00"), Text(row.ResidentBytes / 1e6, "0.0"),
                Text(Convert.ToDouble(row.Params!["diskBytes"], CultureInfo.InvariantCulture) / 1e6, "0.0"),
                row.Text("startSeconds"), row.Text("emptyStartSeconds"),
            ]));
        Write(output, "restarts, from the start of the process",
            ["case", "data", "unflushed", "ready s", "first search s", "recall before", "recall", "lost"],
            Rows(run, Restarts.StoppedCase, Restarts.KilledCase).Select(row => (string[])
            [
                row.Case, row.Data, row.Text("unflushed"), row.Text("readySeconds"), Text(row.Seconds, "0.00"),
                row.Text("recallBefore"), Text(row.Recall, "0.0000"), row.Text("lost"),
            ]));
        Write(output, "durable writes",
            ["case", "clients", "count", "p50 ms", "p99 ms", "max ms", "1/s", "x bare p50"],
            Rows(run, WaitedUpserts.BareCase, WaitedUpserts.UpsertCase, WaitedUpserts.ClientsCase)
            .Select(row => (string[])
            [
                row.Case, row.Text("clients"), row.Text("count"), Text(row.P50Us / 1e3, "0.000"),
                Text(row.P99Us / 1e3, "0.000"), Text(row.MaxUs / 1e3, "0.000"), Text(row.Qps, "0"),
                Text(row.RatioToReference, "0.00"),
            ]));
        GoalResult.Print(output, StorageGoals.Of(run));
    }

    private static IEnumerable<Measurement> Rows(IReadOnlyList<Measurement> run, params string[] cases) =>
        run.Where(row => cases.Contains(row.Case));
}
