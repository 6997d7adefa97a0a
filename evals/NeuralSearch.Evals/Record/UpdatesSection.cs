using System.Globalization;
using System.Text;
using NeuralSearch.Evals.Reports;
using NeuralSearch.Evals.Updates;
using static NeuralSearch.Evals.Record.ReportDocument;

namespace NeuralSearch.Evals.Record;

/// <summary>What changes of an index cost, and its recall after each.</summary>
internal static class UpdatesSection
{
    public static void Write(StringBuilder text, RecordedRun run)
    {
        Heading(text, $"Updates: {run.Data}", run);
        text.Append(CultureInfo.InvariantCulture,
            $"Of {run.Rows[0].Text("n")} rows a share of {run.Rows[0].Text("insertedShare")} comes one at a time into the " +
            $"graph of the others; then {run.Rows[0].Text("deletedShare")} are deleted at random and come again, one at a " +
            $"time, what is deleted is merged away, and the index is saved and opened. Ratios are of CPU a row, build to " +
            $"build and all else to insert.\n\n");
        Table(text, ["engine", "step", "rows", "s", "CPU s", "CPU µs a row", "x hnswlib"],
            run.Rows.Where(row => row.CpuSeconds is not null).Select(row => (string[])
            [
                row.Engine, row.Case, row.Text("rows"), Figure(row.Seconds, "0.0"), Figure(row.CpuSeconds, "0.0"),
                Figure(row.CpuUs, "0"), Figure(row.RatioToReference, "0.00"),
            ]));
        text.Append("\nRecall@10 at equal beams, and CPU µs a query:\n\n");
        Measurement[] answers = [.. run.Rows.Where(row => row.Recall is not null)];
        string[] efs = [.. answers.Select(row => row.Text("ef")).Distinct()];
        Table(text, ["state", .. efs.Select(ef => $"ef {ef}")], answers.GroupBy(row => row.Case).Select(state => (string[])
            [state.Key, .. state.Select(row => $"{Figure(row.Recall, "0.0000")} / {Figure(row.CpuUs, "0")}")]));
    }
}
