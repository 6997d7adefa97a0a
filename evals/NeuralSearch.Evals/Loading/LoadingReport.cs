using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Reports;
using static NeuralSearch.Evals.Reports.ConsoleTable;

namespace NeuralSearch.Evals.Loading;

/// <summary>What the queries of each phase met with: a table for people, measurements for programs.</summary>
internal sealed class LoadingReport
{
    /// <summary>The case of a measurement of one window of a phase, which the picture is drawn from.</summary>
    public const string WindowCase = "window";

    private readonly VectorSet _set;
    private readonly LoadingOptions _options;
    private readonly string _kind;
    private readonly Measurement _machine;
    private readonly string _summary;

    public LoadingReport(VectorSet set, LoadingOptions options, int initialRows, TimeSpan loading, TimeSpan settling,
        double loaderCpuSeconds, string kind, IReadOnlyList<QuerySample> samples, Measurement machine)
    {
        (_set, _options, _kind, _machine) = (set, options, kind, machine);
        int loaded = set.Base.Count - initialRows;
        double rowsPerSecond = loaded / loading.TotalSeconds;
        double cpuUsPerRow = loaderCpuSeconds * 1e6 / loaded;
        _summary = $"{loaded} rows in {Text(loading.TotalSeconds, "0.0")} s, {Text(rowsPerSecond, "0")} rows/s, and " +
            $"{Text(settling.TotalSeconds, "0.0")} s until all were in the graph; {Text(cpuUsPerRow, "0")} us of CPU a row";
        Measurements = [machine];
        PhaseFigures? before = null;
        foreach (IGrouping<Phase, QuerySample> phase in samples.GroupBy(sample => sample.Phase).OrderBy(p => p.Key))
        {
            QuerySample[] own = [.. phase];
            var figures = PhaseFigures.Of(own);
            before ??= figures;
            IReadOnlyList<(TimeSpan From, PhaseFigures Figures)> windows = PhaseFigures.WindowsOf(own);
            Measurement row = Row(Name(phase.Key), figures, new()
            {
                ["p95Ratio"] = Math.Round(figures.P95Us / before.P95Us, 3),
                ["p99Ratio"] = Math.Round(figures.P99Us / before.P99Us, 3),
                ["cpuRatio"] = Math.Round(figures.CpuUs / before.CpuUs, 3),
                ["lowestRecall"] = Math.Round(windows.Min(window => window.Figures.Recall) ?? 0, 4),
            });
            if (phase.Key == Phase.Loading)
            {
                row.Params!["rowsBefore"] = initialRows;
                row.Params["rowsPerSecond"] = Math.Round(rowsPerSecond, 1);
                row.Params["cpuUsPerRow"] = Math.Round(cpuUsPerRow, 1);
            }

            Measurements.Add(row with
            {
                Seconds = phase.Key switch
                {
                    Phase.Loading => loading.TotalSeconds,
                    Phase.Settling => settling.TotalSeconds,
                    _ => options.IdleSeconds,
                },
                RatioToReference = figures.P50Us / before.P50Us,
                Reference = Name(Phase.Before),
            });
            foreach ((TimeSpan from, PhaseFigures window) in windows)
            {
                Measurements.Add(Row(WindowCase, window, new()
                {
                    ["phase"] = Name(phase.Key),
                    ["second"] = Math.Round(from.TotalSeconds, 2),
                }));
            }
        }
    }

    public List<Measurement> Measurements { get; }

    public static string Name(Phase phase) => phase.ToString().ToLowerInvariant();

    /// <summary>Of the phases of one run.</summary>
    public static IEnumerable<GoalResult> Goals(IReadOnlyList<Measurement> run)
    {
        Measurement? before = run.FirstOrDefault(row => row.Case == Name(Phase.Before));
        Measurement? loading = run.FirstOrDefault(row => row.Case == Name(Phase.Loading));
        if (before is null || loading is null) return [];
        return LoadingGoals.Of(before, loading,
            run.Where(row => row.Case == WindowCase).Min(row => row.Recall));
    }

    public void Print(TextWriter output)
    {
        output.WriteLine($"  {MachineWatch.Sentence(_machine)}");
        output.WriteLine($"  {_summary}");
        Write(output, $"queries at {Text(_options.Rate, "0")}/s, from when they were due",
            ["phase", "s", "queries", "p50 us", "p95 us", "p99 us", "max us", "CPU us", "recall", "lowest", "x p50",
                "x p95", "x p99", "x CPU"],
            Measurements.Where(row => row.Reference is not null).Select(row => (string[])
            [
                row.Case, Text(row.Seconds, "0.0"), row.Text("queries"), Text(row.P50Us, "0"), Text(row.P95Us, "0"),
                Text(row.P99Us, "0"), Text(row.MaxUs, "0"), Text(row.CpuUs, "0"), Text(row.Recall, "0.000"),
                row.Text("lowestRecall"), Text(row.RatioToReference, "0.00"), row.Text("p95Ratio"), row.Text("p99Ratio"),
                row.Text("cpuRatio"),
            ]));
        GoalResult.Print(output, Goals(Measurements));
    }

    private Measurement Row(string name, PhaseFigures figures, Dictionary<string, object> parameters) => new()
    {
        Suite = "loading",
        Case = name,
        Data = _set.Name,
        Kind = _kind,
        Params = new(parameters)
        {
            ["n"] = _set.Base.Count,
            ["d"] = _set.Base.Dimensions,
            ["metric"] = _set.Metric.ToString(),
            ["k"] = LoadingOptions.K,
            ["rate"] = _options.Rate,
            ["queries"] = figures.Queries,
            ["maxUnindexedRows"] = BoundedLoader.MaxUnindexedRows,
        },
        RecallByDistance = figures.Recall,
        Recall = figures.Recall,
        P50Us = figures.P50Us,
        P95Us = figures.P95Us,
        P99Us = figures.P99Us,
        MaxUs = figures.MaxUs,
        CpuUs = figures.CpuUs,
    };
}
