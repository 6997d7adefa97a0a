using System.Diagnostics;
using NeuralSearch.Evals.Reports;
using NeuralSearch.Testing.Faults;
using NeuralSearch.Testing.Faults.Checks;
using NeuralSearch.Testing.Faults.Disks;

namespace NeuralSearch.Evals.Durability;

/// <summary>
/// Breaks a real node process on purpose, in every way that tests/Shared/Faults knows, and counts broken promises.
/// docs/adr/0030-broken-on-purpose.md
/// </summary>
internal sealed class DurabilitySuite(DurabilityOptions options, TextWriter output)
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(10);

    private readonly List<(FaultResult Result, TimeSpan Taken)> _results = [];

    /// <summary>Whether no promise was broken.</summary>
    public bool IsSound => _results.TrueForAll(run => run.Result.Violations.Count == 0);

    public async Task<IReadOnlyList<Measurement>> RunAsync(CancellationToken cancellationToken)
    {
        int seed = options.Seed;
        output.WriteLine($"seed {seed}");
        await RunAsync("kills", FaultShim.WhyAbsent, tell => CountedKills.RunAsync(options.Kills, seed, tell));
        await RunAsync("random", null, tell => RandomKills.RunAsync(options.Cycles, seed, n => tell(n, options.Cycles)));
        await RunAsync(
            "power", FaultShim.WhyAbsent, tell => PowerCuts.RunAsync(options.Cuts, seed, n => tell(n, options.Cuts)));
        await RunAsync(
            "power", MountedDisk.WhyAbsent,
            tell => FilesystemShutdowns.RunAsync(options.Shutdowns, seed, n => tell(n, options.Shutdowns)));
        await RunAsync("torn", null, tell => TornTails.RunAsync(options.Stride, seed, tell));
        await RunAsync("flips", null, tell => FlippedBits.RunAsync(options.Bits, seed, tell));
        await RunAsync(
            "eio", FaultShim.WhyAbsent,
            tell => FailingSyncs.RunAsync(options.FailedSyncs, seed, n => tell(n, options.FailedSyncs)));
        await RunAsync("eio", FaultShim.WhyAbsent, _ => FailingSyncs.RunOnCollectionsAsync(seed));
        await RunAsync(
            "full", MountedDisk.WhyAbsent, tell => FullDisks.RunAsync(options.Rounds, seed, n => tell(n, options.Rounds)));
        DurabilityReport.Print(output, _results);
        return [.. _results.Select(run => DurabilityReport.Row(run.Result, run.Taken, seed))];

        async Task RunAsync(string name, string? whyAbsent, Func<Action<int, int>, Task<FaultResult>> run)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!options.Only.Contains(name)) return;
            if (whyAbsent is not null)
            {
                output.WriteLine($"{name} is left out: {whyAbsent}");
                return;
            }

            long started = Stopwatch.GetTimestamp();
            try
            {
                FaultResult result = await run(Progress(name, cancellationToken));
                _results.Add((result, Stopwatch.GetElapsedTime(started)));
                foreach (Violation violation in result.Violations.Take(50)) output.WriteLine($"  {violation}");
            }
            catch (NotSupportedException error)
            {
                output.WriteLine($"{name} is left out: {error.Message}");
            }
        }
    }

    private Action<int, int> Progress(string name, CancellationToken cancellationToken)
    {
        long told = Stopwatch.GetTimestamp();
        return (done, all) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (done < all && Stopwatch.GetElapsedTime(told) < ProgressInterval) return;
            told = Stopwatch.GetTimestamp();
            output.WriteLine($"{name}: {done} of {all}");
        };
    }
}
