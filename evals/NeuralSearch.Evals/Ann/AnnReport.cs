using System.Globalization;
using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Ann.Engines;
using NeuralSearch.Evals.Ann.Results;
using NeuralSearch.Evals.Reports;
using Spectre.Console;

namespace NeuralSearch.Evals.Ann;

/// <summary>What was measured on one set: tables for people, measurements for programs.</summary>
internal sealed class AnnReport(
    VectorSet set, AnnOptions options, IReadOnlyList<EngineResult> results, double gigabytesPerSecond)
{
    private readonly string _load = LoadAverage();
    private readonly EngineResult? _reference =
        results.FirstOrDefault(result => result.Spec.Name == EngineCatalog.Reference);

    public void Print(TextWriter output)
    {
        output.WriteLine(
            $"  random rows of 768 bytes: {Text(gigabytesPerSecond, "0.0")} GB/s of one core's time; " +
            $"2 MB pages of the system: {HugePages()}; load of the machine: {_load}; " +
            $"medians of {options.Rounds} rounds");
        Table(output, "builds", ["engine", "kind", "M", "efC", "CPU s", "of hnswlib", "wall s", "bytes/vector"],
            results.Select(r => (string[])
            [
                r.Spec.Name, r.Kind, $"{r.Spec.M}", $"{r.Spec.EfConstruction}", Text(r.Build.CpuSeconds, "0.00"),
                Text(r.Build.CpuSeconds / _reference?.Build.CpuSeconds, "0.00"), Text(r.Build.WallSeconds, "0.00"),
                Text(BytesPerVector(r), "0"),
            ]));
        Table(output, $"recall@{AnnOptions.K} against time",
            ["engine", "ef", "threads", "recall", "by distance", "QPS", "wall us", "CPU us", "p50 us", "p99 us"],
            results.SelectMany(r => r.Curve.Concat(r.Others).Select(s => (string[])
            [
                r.Spec.Name, s.Ef == 0 ? "exact" : $"{s.Ef}", $"{s.Threads}", Text(s.Recall, "0.0000"),
                Text(s.RecallByDistance, "0.0000"), Text(1e6 / s.WallUs, "0"), Text(s.WallUs, "0.0"),
                Text(s.CpuUs, "0.0"), Text(s.P50Us, "0.0"), Text(s.P99Us, "0.0"),
            ])));
        Table(output, "at equal recall, one thread",
            ["recall", "engine", "QPS", "wall us", "CPU us", "x hnswlib by wall", "x hnswlib by CPU"],
            AnnOptions.Targets.SelectMany(target => results.Select(r => (string[])
            [
                Text(target, "0.00"), r.Spec.Name, Text(1e6 / r.TimeAt(target, Wall), "0"),
                Text(r.TimeAt(target, Wall), "0.0") is { Length: > 0 } time ? time : "never",
                Text(r.TimeAt(target, Cpu), "0.0"), Text(Ratio(r, target, Wall), "0.00"),
                Text(Ratio(r, target, Cpu), "0.00"),
            ])));
    }

    public List<Measurement> Measurements()
    {
        var rows = new List<Measurement>
        {
            new()
            {
                Suite = "ann", Case = "random rows of 768 bytes", Engine = "machine", Data = set.Name,
                Params = new()
                {
                    ["bytes"] = options.BandwidthBytes,
                    ["gigabytesPerSecond"] = Math.Round(gigabytesPerSecond, 2),
                    ["hugePages"] = HugePages(),
                    ["load"] = _load,
                },
            },
        };
        foreach (EngineResult result in results)
        {
            rows.Add(Row(result, "build", null, 1) with
            {
                Seconds = result.Build.WallSeconds,
                RatioToReference = _reference?.Build.CpuSeconds is { } cpu ? result.Build.CpuSeconds / cpu : null,
                Reference = _reference?.Spec.Name,
            });
            rows.AddRange(result.Curve.Concat(result.Others).Select(series =>
                Row(result, series.Ef == 0 ? "exact" : "search", series.Ef, series.Threads) with
                {
                    Recall = series.Recall,
                    RecallByDistance = series.RecallByDistance,
                    Qps = 1e6 / series.WallUs,
                    CpuUs = series.CpuUs,
                    P50Us = series.P50Us,
                    P95Us = series.P95Us,
                    P99Us = series.P99Us,
                }));
            foreach (double target in AnnOptions.Targets)
            {
                if (result.TimeAt(target, Wall) is not { } wall) continue;
                rows.Add(Row(result, "search at equal recall", null, 1) with
                {
                    Recall = target,
                    Qps = 1e6 / wall,
                    CpuUs = result.TimeAt(target, Cpu),
                    RatioToReference = Ratio(result, target, Wall),
                    CpuRatioToReference = Ratio(result, target, Cpu),
                    Reference = _reference?.Spec.Name,
                });
            }
        }

        return rows;
    }

    private Measurement Row(EngineResult result, string name, int? ef, int threads)
    {
        var parameters = new Dictionary<string, object>
        {
            ["n"] = set.Base.Count,
            ["d"] = set.Base.Dimensions,
            ["metric"] = set.Metric.ToString(),
            ["queries"] = ef == 0 ? Math.Min(options.ExactQueries, set.Queries.Count) : set.Queries.Count,
            ["k"] = AnnOptions.K,
            ["rounds"] = options.Rounds,
            ["m"] = result.Spec.M,
            ["efConstruction"] = result.Spec.EfConstruction,
            ["seed"] = AnnOptions.Seed,
            ["threads"] = threads,
        };
        if (ef > 0) parameters["ef"] = ef.Value;
        return new Measurement
        {
            Suite = "ann",
            Case = name,
            Engine = result.Spec.Name,
            Kind = ef == 0 ? "flat f32" : result.Kind,
            Data = set.Name,
            Params = parameters,
            BytesPerVector = BytesPerVector(result),
            BuildCpuSeconds = result.Build.CpuSeconds,
        };
    }

    private double BytesPerVector(EngineResult result) => (double)result.Build.ResidentBytes / set.Base.Count;

    private double? Ratio(EngineResult result, double recall, Func<Batch, double> time) =>
        _reference is null ? null : result.RatioTo(_reference, recall, time);

    private static double Wall(Batch batch) => batch.WallUs;

    private static double Cpu(Batch batch) => batch.CpuUs;

    private static void Table(TextWriter output, string title, string[] columns, IEnumerable<string[]> rows)
    {
        var table = new Table { Border = TableBorder.Ascii2, Title = new TableTitle(title) };
        foreach (string column in columns) table.AddColumn(new TableColumn(column).NoWrap().RightAligned());
        foreach (string[] row in rows) table.AddRow(row);
        IAnsiConsole console = AnsiConsole.Create(
            new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No });
        console.Profile.Width = 200;
        console.Write(table);
    }

    private static string HugePages()
    {
        const string File = "/sys/kernel/mm/transparent_hugepage/enabled";
        return System.IO.File.Exists(File) && System.IO.File.ReadAllText(File).Split('[', ']') is [_, var chosen, _]
            ? chosen
            : "unknown";
    }

    private static string LoadAverage() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]);

    private static string Text(double? value, string format) =>
        value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
