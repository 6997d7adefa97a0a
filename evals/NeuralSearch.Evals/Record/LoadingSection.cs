using System.Globalization;
using System.Text;
using NeuralSearch.Evals.Loading;
using NeuralSearch.Evals.Reports;
using static NeuralSearch.Evals.Record.ReportDocument;

namespace NeuralSearch.Evals.Record;

/// <summary>Queries before, during and after a load.</summary>
internal static class LoadingSection
{
    public static void Write(StringBuilder text, string folder, RecordedRun run)
    {
        Heading(text, $"Queries while rows are loaded: {run.Data}", run);
        Measurement? loading = run.Rows.FirstOrDefault(row => row.Case == LoadingReport.Name(Phase.Loading));
        if (loading is not null)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{loading.Text("rate")} queries a second, in time whatever happens; rows are loaded on top of " +
                $"{loading.Text("rowsBefore")} at {loading.Text("rowsPerSecond")} a second by one thread, with " +
                $"{loading.Text("cpuUsPerRow")} µs of CPU a row.\n\n");
        }

        Table(text,
            ["phase", "s", "queries", "p50 µs", "p95 µs", "p99 µs", "x p50", "x p95", "x p99", "x CPU", "recall", "lowest"],
            run.Rows.Where(row => row.Case != LoadingReport.WindowCase).Select(row => (string[])
            [
                row.Case, Figure(row.Seconds, "0.0"), row.Text("queries"), Figure(row.P50Us, "0"),
                Figure(row.P95Us, "0"), Figure(row.P99Us, "0"), Figure(row.RatioToReference, "0.00"),
                row.Text("p95Ratio"), row.Text("p99Ratio"), row.Text("cpuRatio"), Figure(row.Recall, "0.000"), row.Text("lowestRecall"),
            ]));
        Measurement[] windows = [.. run.Rows.Where(row => row.Case == LoadingReport.WindowCase)];
        if (windows.Length == 0) return;
        LoadingPicture.Write(windows, run.Data, Path.Combine(folder, run.Picture("latency")));
        Picture(text, $"{run.Data}: latency before, during and after a load", run.Picture("latency"));
    }
}
