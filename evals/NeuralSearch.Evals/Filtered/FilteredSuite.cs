using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Ann.Engines;
using NeuralSearch.Evals.Ann.Results;
using NeuralSearch.Evals.Reports;
using NeuralSearch.Index;

namespace NeuralSearch.Evals.Filtered;

/// <summary>
/// Filtered search of the engine beside C++ libraries, by kind and share of the filter. As in `ann`, engines are
/// processes that take turns within a round; each ratio is taken within a round, and the median over the rounds
/// reported. docs/adr/0025-filtered-and-loading-evals.md
/// </summary>
internal sealed class FilteredSuite(FilteredOptions options, TextWriter output)
{
    public IReadOnlyList<Measurement> Run(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("evals filtered reads CPU time as Linux gives it.");
        IReadOnlyList<EngineSpec> engines = EngineCatalog.Find(options.Engines, null, null, output);
        if (engines.Count == 0) throw new InvalidOperationException("None of the engines can be had here.");
        var measurements = new List<Measurement>();
        foreach (string name in options.Data)
        {
            if (VectorSets.WhyAbsent(name) is { } reason) output.WriteLine(reason);
            else measurements.AddRange(
                Run(VectorSets.Load(name, options.Limit, options.Queries), engines, cancellationToken));
        }

        return measurements.Count > 0
            ? measurements
            : throw new InvalidOperationException("None of the data can be had here.");
    }

    private List<Measurement> Run(VectorSet set, IReadOnlyList<EngineSpec> specs, CancellationToken cancellationToken)
    {
        output.WriteLine();
        output.WriteLine($"{set.Name}: {set.Base.Count} x {set.Base.Dimensions}, {set.Queries.Count} queries, " +
            $"{set.Metric}; {set.Origin}; filters of seed {FilteredOptions.Seed}, Ef {options.Ef}");
        FilterCell[] cells = [.. FilterCells.Create(set, FilteredOptions.Seed)];
        GroundTruth[] truths = Truths(set, cells);
        var watch = new MachineWatch(options.BandwidthBytes);
        List<FilteredLane> lanes;
        using (EngineFleet fleet = EngineFleet.Build(set, specs, areBuildsCompared: false, output, cancellationToken))
        {
            lanes = [.. fleet.Engines.Select(each => new FilteredLane(each.Engine, each.Build, set, options))];
            foreach (FilteredLane lane in lanes)
            {
                foreach (FilterCell cell in cells)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    lane.Warm(cell);
                }
            }

            for (int round = 0; round < options.Rounds; round++)
            {
                watch.MeasureBandwidth();
                for (int cell = 0; cell < cells.Length; cell++)
                {
                    for (int i = 0; i < lanes.Count; i++)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        lanes[(i + round + cell) % lanes.Count].Measure(
                            cells[cell], truths[cell], isExactFirst: (round + cell) % 2 != 0);
                    }
                }
            }
        }

        var report = new FilteredReport(
            set, options, cells, lanes, watch.Row("filtered", set, new() { ["seed"] = FilteredOptions.Seed }));
        report.Print(output);
        return report.Measurements();
    }

    private static GroundTruth[] Truths(VectorSet set, FilterCell[] cells)
    {
        using VectorIndex index = GroundTruth.IndexOf(set.Base, set.Metric);
        return [.. cells.Select(cell => GroundTruth.Compute(index, set.Queries, FilteredOptions.K, cell.Filters))];
    }
}
