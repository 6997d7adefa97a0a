using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Ann.Engines;
using NeuralSearch.Evals.Ann.Results;
using NeuralSearch.Evals.Reports;
using static NeuralSearch.Evals.Reports.ConsoleTable;

namespace NeuralSearch.Evals.Ann;

/// <summary>What was measured on one set: tables for people, measurements for programs.</summary>
internal sealed class AnnReport(
    VectorSet set, AnnOptions options, IReadOnlyList<EngineResult> results, Measurement machine)
{
    private readonly EngineResult? _reference =
        results.FirstOrDefault(result => result.Spec.Name == EngineCatalog.Reference);

    public void Print(TextWriter output)
    {
        output.WriteLine($"  {MachineWatch.Sentence(machine)}; medians of {options.Rounds} rounds");
        Write(output, "builds", ["engine", "kind", "M", "efC", "CPU s", "of hnswlib", "wall s", "bytes/vector", "anonymous", "of files"],
            results.Select(r => (string[])
            [
                r.Spec.Name, r.Kind, $"{r.Spec.M}", $"{r.Spec.EfConstruction}", Text(r.Build.CpuSeconds, "0.00"),
                Text(r.Build.CpuSeconds / _reference?.Build.CpuSeconds, "0.00"), Text(r.Build.WallSeconds, "0.00"),
                Text(PerVector(r.Memory.Bytes), "0"), Text(PerVector(r.Memory.AnonymousBytes), "0"),
                Text(PerVector(r.Memory.FileBytes), "0"),
            ]));
        Write(output, $"recall@{AnnOptions.K} against time",
            ["engine", "ef", "threads", "recall", "by distance", "QPS", "wall us", "CPU us", "p50 us", "p99 us"],
            results.SelectMany(r => r.Curve.Concat(r.Others).Select(s => (string[])
            [
                r.Spec.Name, s.Ef == 0 ? "exact" : $"{s.Ef}", $"{s.Threads}", Text(s.Recall, "0.0000"),
                Text(s.RecallByDistance, "0.0000"), Text(1e6 / s.WallUs, "0"), Text(s.WallUs, "0.0"),
                Text(s.CpuUs, "0.0"), Text(s.P50Us, "0.0"), Text(s.P99Us, "0.0"),
            ])));
        Write(output, "at equal recall, one thread",
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
        var rows = new List<Measurement> { machine };
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
            if (result.WidestRecall is { } widest)
                rows.Add(Row(result, "widest beam", AnnOptions.Efs[^1], 1) with { Recall = widest });
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
            BytesPerVector = PerVector(result.Memory.Bytes),
            AnonymousBytesPerVector = PerVector(result.Memory.AnonymousBytes),
            FileBytesPerVector = PerVector(result.Memory.FileBytes),
            BuildCpuSeconds = result.Build.CpuSeconds,
        };
    }

    private double PerVector(long bytes) => (double)bytes / set.Base.Count;

    private double? Ratio(EngineResult result, double recall, Func<Batch, double> time) =>
        _reference is null ? null : result.RatioTo(_reference, recall, time);

    private static double Wall(Batch batch) => batch.WallUs;

    private static double Cpu(Batch batch) => batch.CpuUs;
}
