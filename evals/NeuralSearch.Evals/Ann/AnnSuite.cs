using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Ann.Engines;
using NeuralSearch.Evals.Ann.Results;
using NeuralSearch.Evals.Reports;

namespace NeuralSearch.Evals.Ann;

/// <summary>
/// Recall against time of the engine beside C++ libraries. Each engine is a process that has built its index; in each
/// round every engine answers the same queries at every beam width, one after the other, so that whatever else the
/// machine does meets them alike, and ratios are taken within a round. docs/adr/0021-measuring-against-peers.md
/// </summary>
internal sealed class AnnSuite(AnnOptions options, TextWriter output)
{
    public IReadOnlyList<Measurement> Run(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("evals ann reads CPU time and memory as Linux gives them.");
        var measurements = new List<Measurement>();
        bool any = false;
        foreach (string name in options.Data)
        {
            if (VectorSets.WhyAbsent(name) is { } reason)
            {
                output.WriteLine(reason);
                continue;
            }

            any = true;
            IReadOnlyList<EngineSpec> engines = EngineCatalog.Find(
                options.Engines ?? EngineCatalog.DefaultsOf(name), options.M, options.EfConstruction, output);
            if (engines.Count == 0) throw new InvalidOperationException("None of the engines can be had here.");
            measurements.AddRange(Run(VectorSets.Load(name, options.Limit, options.Queries), engines, cancellationToken));
        }

        return any ? measurements : throw new InvalidOperationException("None of the data can be had here.");
    }

    private List<Measurement> Run(VectorSet set, IReadOnlyList<EngineSpec> specs, CancellationToken cancellationToken)
    {
        output.WriteLine();
        output.WriteLine(
            $"{set.Name}: {set.Base.Count} x {set.Base.Dimensions}, {set.Queries.Count} queries, {set.Metric}; {set.Origin}");
        GroundTruth truth = GroundTruth.Compute(set, AnnOptions.K);
        output.WriteLine($"  truth: {truth.Check(set)}");
        var watch = new MachineWatch(options.BandwidthBytes);
        List<EngineLane> lanes;
        using (EngineFleet fleet = EngineFleet.Build(set, specs, areBuildsCompared: true, output, cancellationToken))
        {
            lanes = [.. fleet.Engines.Select(each => new EngineLane(each.Engine, each.Build, set, truth, options))];
            for (int round = 0; round < options.Rounds; round++)
            {
                watch.MeasureBandwidth();
                RunRound(round, lanes, cancellationToken);
            }

            foreach (EngineLane lane in lanes) lane.MeasureMemory();
        }

        var report = new AnnReport(set, options, [.. lanes.Select(lane => lane.Result)], watch.Row(
            "ann", set, new() { ["seed"] = AnnOptions.Seed }));
        report.Print(output);
        return report.Measurements();
    }

    /// <summary>All engines at their first beam, then all at their second; who begins moves on with each step.</summary>
    private static void RunRound(int round, List<EngineLane> lanes, CancellationToken cancellationToken)
    {
        int steps = lanes.Max(lane => lane.StepCount);
        for (int step = 0; step < steps; step++)
        {
            for (int i = 0; i < lanes.Count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                EngineLane lane = lanes[(i + round + step) % lanes.Count];
                if (step < lane.StepCount) lane.Measure(step);
            }
        }
    }
}
