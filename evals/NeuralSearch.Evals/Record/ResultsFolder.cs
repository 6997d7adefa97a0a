using NeuralSearch.Evals.Reports;

namespace NeuralSearch.Evals.Record;

/// <summary>
/// What is kept of measurements, evals/results: every run's JSON lines, appended to a file for each suite; and REPORT.md
/// with its pictures, which is written anew from the last run of each suite and set, and from nothing else.
/// </summary>
internal static class ResultsFolder
{
    private const string Document = "REPORT.md";

    public static async Task AppendAsync(
        string folder, IReadOnlyList<Measurement> measurements, CancellationToken cancellationToken)
    {
        foreach (IGrouping<string, Measurement> suite in measurements.GroupBy(row => row.Suite))
            await Report.AppendAsync([.. suite], Path.Combine(folder, $"{suite.Key}.jsonl"), cancellationToken);
        await WriteReportAsync(folder, cancellationToken);
    }

    public static async Task WriteReportAsync(string folder, CancellationToken cancellationToken)
    {
        var all = new List<Measurement>();
        foreach (string file in Directory.EnumerateFiles(folder, "*.jsonl").Order(StringComparer.Ordinal))
            all.AddRange(await Report.ReadAsync(file, cancellationToken));
        string text = ReportDocument.Write(folder, new RecordedRuns(all));
        await File.WriteAllTextAsync(Path.Combine(folder, Document), text, cancellationToken);
    }
}
