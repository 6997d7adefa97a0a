using System.Globalization;
using System.Text;
using NeuralSearch.Evals.Reports;
using static NeuralSearch.Evals.Reports.ConsoleTable;

namespace NeuralSearch.Evals.Record;

/// <summary>REPORT.md: the goals beside what was measured, then a section a run.</summary>
internal static class ReportDocument
{
    public static string Write(string folder, RecordedRuns runs)
    {
        var text = new StringBuilder();
        text.Append("""
            # Measured
            Written by `evals … --record` and `evals record` from the last run of each suite and set in the `.jsonl` files
            beside it; README.md says how to make it, and docs/adr/0021, 0025 and 0029 how it is measured. Figures are of the
            machine that is named with them, and comparable within a run only: engines took turns in it.

            ## Goals
            What the engine is to reach, and the figure of the last run. Ratios are of CPU time, which a busy machine
            disturbs less than the clock.


            """);
        Table(text, ["goal", "wanted", "measured", ""], ProductGoals.Of(runs).Select(goal => (string[])
            [goal.What, goal.Wanted, goal.Measured, goal.Verdict]));
        foreach (RecordedRun run in runs.Of("ann")) AnnSection.Write(text, folder, run);
        foreach (RecordedRun run in runs.Of("filtered")) FilteredSection.Write(text, folder, run);
        foreach (RecordedRun run in runs.Of("loading")) LoadingSection.Write(text, folder, run);
        foreach (RecordedRun run in runs.Of("updates")) UpdatesSection.Write(text, run);
        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>A heading, and what the figures below it must be read with.</summary>
    public static void Heading(StringBuilder text, string title, RecordedRun run)
    {
        Measurement first = run.Rows[0];
        text.Append(CultureInfo.InvariantCulture, $"\n## {title}\n");
        if (run.Machine is { } machine)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"""
                - data: {machine.Text("origin")}; {first.Text("n")} x {first.Text("d")}, {first.Text("metric")}; seed {machine.Text("seed")}
                - command: `{machine.Text("command")}`
                - machine: {machine.Env.Sentence}
                - {MachineWatch.Sentence(machine)}

                """);
        }

        text.Append('\n');
    }

    public static void Table(StringBuilder text, IReadOnlyList<string> columns, IEnumerable<string[]> rows)
    {
        text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", columns)} |\n|{string.Concat(columns.Select(_ => "---|"))}\n");
        foreach (string[] row in rows) text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row)} |\n");
    }

    public static void Picture(StringBuilder text, string caption, string file) =>
        text.Append(CultureInfo.InvariantCulture, $"\n![{caption}]({file})\n");

    public static string Figure(double? value, string format) => Text(value, format);
}
