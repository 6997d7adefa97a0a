using System.Globalization;
using System.Text;
using NeuralSearch.Evals.Ann;
using NeuralSearch.Evals.Reports;

namespace NeuralSearch.Evals.Record;

/// <summary>
/// What is kept of measurements, evals/results: every run's JSON lines, appended to ann.jsonl; and REPORT.md with a
/// picture a set, which is written anew from the last run of each set in that file, and from nothing else.
/// </summary>
internal static class ResultsFolder
{
    private const string Runs = "ann.jsonl";
    private const string Document = "REPORT.md";

    public static async Task AppendAsync(
        string folder, IReadOnlyList<Measurement> measurements, CancellationToken cancellationToken)
    {
        string runs = Path.Combine(folder, Runs);
        await Report.AppendAsync(measurements, runs, cancellationToken);
        IReadOnlyList<Measurement> all = await Report.ReadAsync(runs, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, Document), Write(folder, all), cancellationToken);
    }

    private static string Write(string folder, IReadOnlyList<Measurement> all)
    {
        var text = new StringBuilder();
        text.Append(
            $"""
            # Nearest neighbours: the engine beside its peers
            Written by `dotnet run -c Release --project evals/NeuralSearch.Evals -- ann --record` from the last run of each set
            in `{Runs}`; how it is measured: `docs/adr/0021-measuring-against-peers.md`. Ratios are to hnswlib at equal recall@10 in
            the same interleaved rounds, on one thread; above 1 is faster. They are of the machine named with them.

            """);
        foreach (IGrouping<string, Measurement> set in all.Where(m => m.Recall is not null || m.Case == "build")
            .GroupBy(m => m.Data).OrderBy(set => set.Key, StringComparer.Ordinal))
        {
            DateTime last = set.Max(m => m.Env.Utc);
            Measurement[] run = [.. set.Where(m => m.Env.Utc == last)];
            Measurement? bandwidth = all.FirstOrDefault(m => m.Env.Utc == last && m.Engine == "machine" && m.Data == set.Key);
            string picture = $"ann-{set.Key}.png";
            AnnPicture.Write([.. run.Where(m => m.Case == "search" && Text(m, "threads") == "1")],
                Path.Combine(folder, picture));
            Section(text, set.Key, run, bandwidth, picture);
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    private static void Section(
        StringBuilder text, string set, Measurement[] run, Measurement? bandwidth, string picture)
    {
        text.Append('\n').Append(CultureInfo.InvariantCulture,
            $"## {set}\n{Text(run[0], "n")} x {Text(run[0], "d")}, {Text(run[0], "metric")}, " +
            $"{Text(run[0], "queries")} queries, {Text(run[0], "rounds")} rounds. {run[0].Env.Sentence}");
        if (bandwidth is not null)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"; random rows of 768 bytes: {Text(bandwidth, "gigabytesPerSecond")} GB/s; " +
                $"load of the machine: {Text(bandwidth, "load")}");
        }

        text.Append(".\n\n| engine | bytes/vector | build CPU s | .95: QPS | x by clock | x by CPU ");
        text.Append("| .99: QPS | x by clock | x by CPU |\n");
        text.Append("|---|---|---|---|---|---|---|---|---|\n");
        foreach (Measurement build in run.Where(m => m.Case == "build"))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"| {build.Engine} ({build.Kind}, M {Text(build, "m")}, efConstruction {Text(build, "efConstruction")}) " +
                $"| {build.BytesPerVector:0} | {build.BuildCpuSeconds:0.0} |");
            foreach (double target in AnnOptions.Targets)
            {
                Measurement? at = run.FirstOrDefault(m =>
                    m.Case == "search at equal recall" && m.Engine == build.Engine && m.Recall == target);
                if (at is null) text.Append(" never | | |");
                else
                {
                    text.Append(CultureInfo.InvariantCulture,
                        $" {at.Qps:0} | {at.RatioToReference:0.00} | {at.CpuRatioToReference:0.00} |");
                }
            }

            text.Append('\n');
        }

        text.Append(CultureInfo.InvariantCulture, $"\n![{set}: queries a second by recall]({picture})\n");
    }

    private static string Text(Measurement measurement, string parameter) => Convert.ToString(
        measurement.Params?.GetValueOrDefault(parameter), CultureInfo.InvariantCulture) ?? "";
}
