using System.Globalization;
using System.Text;
using NeuralSearch.Evals.Reports;
using static NeuralSearch.Evals.Record.ReportDocument;

namespace NeuralSearch.Evals.Record;

/// <summary>Filtered search on one set, a line a cell and engine.</summary>
internal static class FilteredSection
{
    public static void Write(StringBuilder text, string folder, RecordedRun run)
    {
        Heading(text, $"Filtered search: {run.Data}", run);
        text.Append(CultureInfo.InvariantCulture, $"""
            All engines with a beam of {run.Rows[0].Text("ef")}, k = {run.Rows[0].Text("k")}. `fixed` and `far` are the rows at one
            end of a direction; the query of a `far` filter lies at the other.


            """);
        Table(text,
            ["filter", "matches", "engine", "recall", "returned", "CPU µs", "p50 µs", "p99 µs", "x unfiltered",
                "x exact scan", "x hnswlib", "plans"],
            run.Rows.GroupBy(row => row.Case).SelectMany(cell => cell.Select(row => (string[])
            [
                row.Case, row.Text("matches"), row.Engine, Figure(row.Recall, "0.000"), Figure(row.Returned, "0.000"),
                Figure(row.CpuUs, "0"), Figure(row.P50Us, "0"), Figure(row.P99Us, "0"),
                Figure(row.CpuRatioToUnfiltered, "0.00"), Figure(row.CpuRatioToExact, "0.00"),
                Figure(row.CpuRatioToReference, "0.0"), row.Text("plans"),
            ])));
        FilteredPicture.Write(run.Rows, run.Data, Path.Combine(folder, run.Picture("cells")));
        Picture(text, $"{run.Data}: CPU of a filtered query by cell", run.Picture("cells"));
    }
}
