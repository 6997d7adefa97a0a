using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Ann.Engines;
using NeuralSearch.Evals.Reports;
using NeuralSearch.Index;

namespace NeuralSearch.Evals.Loading;

/// <summary>
/// Queries at a fixed rate against an index in this process while another thread appends and indexes rows as fast as it
/// can, between two idle phases. docs/adr/0025-filtered-and-loading-evals.md
/// </summary>
internal sealed class LoadingSuite(LoadingOptions options, TextWriter output)
{
    public IReadOnlyList<Measurement> Run(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("evals loading reads CPU time as Linux gives it.");
        var measurements = new List<Measurement>();
        foreach (string name in options.Data)
        {
            if (VectorSets.WhyAbsent(name) is { } reason) output.WriteLine(reason);
            else measurements.AddRange(Run(Load(name), cancellationToken));
        }

        return measurements.Count > 0
            ? measurements
            : throw new InvalidOperationException("None of the data can be had here.");
    }

    /// <summary>A set with fewer rows than are asked for is halved.</summary>
    private (VectorSet Set, int Initial) Load(string name)
    {
        VectorSet set = VectorSets.Load(name, options.InitialRows + options.LoadedRows, options.Queries);
        int rows = set.Base.Count;
        return (set, rows < options.InitialRows + options.LoadedRows ? rows / 2 : options.InitialRows);
    }

    private List<Measurement> Run((VectorSet Set, int Initial) data, CancellationToken cancellationToken)
    {
        VectorSet set = data.Set;
        output.WriteLine();
        output.WriteLine($"{set.Name}: {data.Initial} of {set.Base.Count} x {set.Base.Dimensions} at first, " +
            $"{set.Queries.Count} queries, {set.Metric}; {set.Origin}");
        var watch = new MachineWatch(options.BandwidthBytes);
        watch.MeasureBandwidth();
        using var index = new VectorIndex(set.Base.Dimensions, set.Metric);
        var loader = new BoundedLoader(index, set.Base);
        loader.Load(data.Initial, cancellationToken);
        loader.Settle(cancellationToken);
        var results = new Neighbor[LoadingOptions.K];
        for (int q = 0; q < set.Queries.Count; q++) index.Search(set.Queries[q], default, results); // warm

        TimeSpan loading = default;
        TimeSpan settling = default;
        double loaderCpuSeconds = 0;
        var queries = new PacedQueries(index, set.Queries, options);
        IReadOnlyList<QuerySample> samples = queries.Run(() =>
        {
            queries.During(Phase.Before, Idle);
            long cpu = ThreadCpuTime.Nanoseconds;
            loading = queries.During(
                Phase.Loading, () => loader.Load(set.Base.Count - data.Initial, cancellationToken));
            settling = queries.During(Phase.Settling, () => loader.Settle(cancellationToken));
            loaderCpuSeconds = (ThreadCpuTime.Nanoseconds - cpu) / 1e9;
            queries.During(Phase.After, Idle);
        });
        watch.MeasureBandwidth();
        var report = new LoadingReport(set, options, data.Initial, loading, settling, loaderCpuSeconds,
            $"hnsw {index.Codes}".ToLowerInvariant(), AcknowledgedTruth.Check(index, set.Queries, samples),
            watch.Row("loading", set, new() { ["seed"] = index.Options.Seed }));
        report.Print(output);
        return report.Measurements;

        void Idle() => cancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(options.IdleSeconds));
    }
}
