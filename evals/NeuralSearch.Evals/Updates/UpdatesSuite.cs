using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Ann.Engines;
using NeuralSearch.Evals.Ann.Results;
using NeuralSearch.Evals.Reports;
using NeuralSearch.Evals.Servers;

namespace NeuralSearch.Evals.Updates;

/// <summary>
/// An index in this process is built, extended row by row, half emptied and refilled, merged, saved and opened; after
/// each step it is asked the same queries, and hnswlib is built and extended beside it. docs/adr/0029-placements.md
/// </summary>
internal sealed class UpdatesSuite(UpdatesOptions options, TextWriter output)
{
    public IReadOnlyList<Measurement> Run(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("evals updates reads CPU time as Linux gives it.");
        EngineSpec? reference = EngineCatalog.Find(
            [EngineCatalog.Reference], m: null, efConstruction: null, output) is [var spec] ? spec : null;
        var measurements = new List<Measurement>();
        foreach (string name in options.Data)
        {
            if (VectorSets.WhyAbsent(name) is { } reason)
            {
                output.WriteLine(reason);
                continue;
            }

            VectorSet set = VectorSets.Load(name, options.Rows, options.Queries);
            measurements.AddRange(Run(set, reference, cancellationToken));
        }

        return measurements.Count > 0
            ? measurements
            : throw new InvalidOperationException("None of the data can be had here.");
    }

    private List<Measurement> Run(VectorSet set, EngineSpec? reference, CancellationToken cancellationToken)
    {
        output.WriteLine();
        output.WriteLine($"{set.Name}: {set.Base.Count} x {set.Base.Dimensions}, {set.Queries.Count} queries, " +
            $"{set.Metric}; {set.Origin}");
        int rows = set.Base.Count;
        int built = rows - (int)(rows * options.InsertedShare);
        GroundTruth truth = GroundTruth.Compute(set, UpdatesOptions.K);
        var watch = new MachineWatch(options.BandwidthBytes);
        watch.MeasureBandwidth();
        using var folder = new TemporaryFolder();
        var report = new UpdatesReport(set, options);
        if (reference is not null) report.AddReference(Reference(set, reference, built, folder.Path, cancellationToken));

        using var index = new ChangingIndex(set.Base, set.Metric);
        Work build = index.Build(0, built);
        cancellationToken.ThrowIfCancellationRequested();
        report.AddOwn(index.Index.Codes, build, index.Insert([.. Enumerable.Range(built, rows - built)]));
        Ask(State.Fresh);
        cancellationToken.ThrowIfCancellationRequested();
        int[] deleted = index.Delete(options.DeletedShare, UpdatesOptions.Seed);
        report.AddWork("refill", index.Insert(deleted));
        Ask(State.Refilled);
        cancellationToken.ThrowIfCancellationRequested();
        report.AddWork("merge", index.Merge());
        Ask(State.Merged);
        report.AddWork("save and open", index.Reopen(Path.Combine(folder.Path, "index")));
        Ask(State.Reopened);

        watch.MeasureBandwidth();
        report.Print(output, watch.Row("updates", set, new() { ["seed"] = UpdatesOptions.Seed }));
        return report.Measurements;

        void Ask(State state)
        {
            index.Ask(set.Queries, UpdatesOptions.Efs[0]); // warm
            foreach (int ef in UpdatesOptions.Efs)
            {
                (IntMatrix found, double cpuUs) = index.Ask(set.Queries, ef);
                report.AddAnswers(state, ef, Recall.Of(found, truth, set), cpuUs);
            }
        }
    }

    private static (Work Build, Work Insert) Reference(VectorSet set, EngineSpec spec, int built, string folder,
        CancellationToken cancellationToken)
    {
        string basePath = Path.Combine(folder, "base.fbin");
        string queriesPath = Path.Combine(folder, "queries.fbin");
        VectorFiles.WriteFloats(basePath, set.Base);
        VectorFiles.WriteFloats(queriesPath, set.Queries);
        using EngineProcess engine = EngineProcess.Start(
            spec, basePath, queriesPath, set.Metric, UpdatesOptions.Seed, cancellationToken);
        EngineBuild first = engine.Build(built);
        EngineBuild rest = engine.Insert(set.Base.Count - built);
        return (new Work(built, first.WallSeconds, first.CpuSeconds),
            new Work(set.Base.Count - built, rest.WallSeconds, rest.CpuSeconds));
    }
}
