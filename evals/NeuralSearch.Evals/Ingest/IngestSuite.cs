using System.Diagnostics;
using NeuralSearch.Evals.Reports;
using NeuralSearch.Evals.Servers;

namespace NeuralSearch.Evals.Ingest;

/// <summary>
/// What a newcomer waits for: start on an empty store until the whole sample is searchable, and start on the store
/// that results. Whole processes, medians of the runs.
/// </summary>
internal static class IngestSuite
{
    public static async Task<IReadOnlyList<Measurement>> RunAsync(bool smoke, CancellationToken cancellationToken)
    {
        int films = smoke ? 100 : 2_000;
        int runs = smoke ? 1 : 3;
        string data = $"films, {films} documents";
        var loads = new List<(double Seconds, double Cpu, double? Peak, double? Resident)>();
        var restarts = new List<double>();
        for (int run = 0; run < runs; run++)
        {
            using var folder = new TemporaryFolder();
            long started = Stopwatch.GetTimestamp();
            await using (ServerProcess server = await ServerProcess.StartAsync(
                folder.Path, ["--sample", $"{films}"], cancellationToken))
            {
                await FilmSample.WaitUntilLoadedAsync(server.Http, cancellationToken);
                loads.Add((Stopwatch.GetElapsedTime(started).TotalSeconds, server.CpuTime.TotalSeconds,
                    server.MemoryBytes("VmHWM"), server.MemoryBytes("VmRSS")));
            }

            await using ServerProcess restarted = await ServerProcess.StartAsync(
                folder.Path, ["--sample", $"{films}"], cancellationToken);
            restarts.Add(restarted.UntilReady.TotalSeconds);
        }

        return
        [
            new Measurement
            {
                Suite = "ingest", Case = "start to sample searchable", Data = data, Params = Runs(runs),
                Seconds = Median.Of(loads.Select(l => l.Seconds)), CpuSeconds = Median.Of(loads.Select(l => l.Cpu)),
                Qps = films / Median.Of(loads.Select(l => l.Seconds)), ResidentBytes = Max(loads.Select(l => l.Peak)),
            },
            new Measurement
            {
                Suite = "ingest", Case = "memory after loading", Data = data, Params = Runs(runs),
                ResidentBytes = Max(loads.Select(l => l.Resident)),
            },
            new Measurement
            {
                Suite = "ingest", Case = "restart to ready", Data = data, Params = Runs(runs),
                Seconds = Median.Of(restarts),
            },
        ];
    }

    private static Dictionary<string, object> Runs(int runs) => new() { ["runs"] = runs };

    private static double? Max(IEnumerable<double?> values) => values.Max();
}
