using HdrHistogram;
using NeuralSearch.Evals.Load;
using NeuralSearch.Evals.Reports;
using NeuralSearch.Evals.Servers;

namespace NeuralSearch.Evals.Connections;

/// <summary>
/// What connections that do nothing, and senders that are slow on purpose, take from clients that work (L1): memory of
/// a connection, latency beside that of the same clients alone, and how soon the slow are cut off.
/// </summary>
internal static class ConnectionsSuite
{
    private const double RatioGoal = 2;
    private const double BytesGoal = 50 << 10;
    private const double CutGoalSeconds = 30;

    public static async Task<IReadOnlyList<Measurement>> RunAsync(bool smoke, CancellationToken cancellationToken)
    {
        int idleCount = smoke ? 1_000 : 10_000;
        int activeCount = smoke ? 50 : 500;
        int slowCount = smoke ? 100 : 2_000;
        int runs = smoke ? 1 : 3;
        TimeSpan duration = TimeSpan.FromSeconds(smoke ? 1 : 15);
        Cores.PinGenerator();
        using var folder = new TemporaryFolder();
        await using ServerProcess server = await ServerProcess.StartAsync(
            folder.Path, ["--sample", "20"], cancellationToken,
            smoke ? new Dictionary<string, string> { ["NeuralSearch__Limits__HeaderTimeout"] = "00:00:02" } : null,
            Cores.Server);
        await FilmSample.WaitUntilLoadedAsync(server.Http, cancellationToken);
        using var active = new ActiveClients(server.Http.BaseAddress!, activeCount);

        await active.RunAsync(duration, cancellationToken); // warm-up: each has its connection from here on
        var alone = new List<OpenLoop.Result>();
        var beside = new List<OpenLoop.Result>();
        int served = idleCount;
        double? before = null, bytes = null;
        for (int run = 0; run < runs; run++)
        {
            alone.Add(await active.RunAsync(duration, cancellationToken));
            double? resident = server.MemoryBytes("VmRSS");
            using RawConnections idle = await RawConnections.OpenAsync(server.HttpPort, idleCount, cancellationToken);
            served = Math.Min(served, await idle.AskAllAsync(cancellationToken));
            beside.Add(await active.RunAsync(duration, cancellationToken));
            before ??= resident; // later runs find the memory of the first one's connections
            bytes ??= (server.MemoryBytes("VmRSS") - resident) / idleCount;
            served = Math.Min(served, await idle.AskAllAsync(cancellationToken));
        }

        OpenLoop.Result attacked;
        TimeSpan[] lives;
        using (RawConnections slow = await RawConnections.OpenAsync(server.HttpPort, slowCount, cancellationToken))
        {
            Task<TimeSpan[]> cut = slow.DripUntilCutAsync(
                TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2 * CutGoalSeconds), cancellationToken);
            attacked = await active.RunAsync(duration, cancellationToken);
            lives = await cut;
        }

        int failures = alone.Concat(beside).Append(attacked).Sum(run => run.Errors);
        if (served < idleCount || failures > 0)
            throw new InvalidOperationException(
                $"{served} of {idleCount} idle connections were served; {failures} requests of active clients failed");

        double longest = lives.Max().TotalSeconds;
        Measurement reference = Row("active alone", alone);
        Measurement many = Row($"active beside {idleCount} idle", beside);
        Measurement slowly = Row($"active beside {slowCount} slow senders", [attacked]);
        Goal.Print("KB of a connection", bytes / 1024, bytes <= BytesGoal);
        Goal.Print("p99 beside idle connections to p99 alone", Ratio(many), Ratio(many) <= RatioGoal);
        Goal.Print("p99 beside slow senders to p99 alone", Ratio(slowly), Ratio(slowly) <= RatioGoal);
        Goal.Print("seconds until the last slow sender was cut", longest, longest <= CutGoalSeconds);
        return
        [
            reference,
            many with
            {
                RatioToReference = Ratio(many), Reference = "p99 active alone",
                ResidentBytes = before + (bytes * idleCount),
            },
            slowly with { RatioToReference = Ratio(slowly), Reference = "p99 active alone" },
            new Measurement
            {
                Suite = "connections", Case = "memory of an idle connection",
                Data = $"{idleCount} connections, all served", Params = Parameters(), ResidentBytes = bytes,
            },
            new Measurement
            {
                Suite = "connections", Case = "last slow sender cut", Data = $"{slowCount} senders, a byte a second",
                Params = Parameters(), Seconds = longest,
            },
        ];

        double? Ratio(Measurement row) => row.P99Us / reference.P99Us;

        Dictionary<string, object> Parameters() => new()
        {
            ["idle"] = idleCount,
            ["active"] = activeCount,
            ["slow"] = slowCount,
            ["runs"] = runs,
            ["secondsPerRun"] = duration.TotalSeconds,
            ["cores"] = Cores.Description,
        };

        Measurement Row(string name, IReadOnlyList<OpenLoop.Result> all) => new()
        {
            Suite = "connections",
            Case = name,
            Data = $"{activeCount} clients, {ActiveClients.Request} at {active.Rate}/s",
            Params = Parameters(),
            Qps = Median.Of(all.Select(run => run.AchievedPerSecond)),
            P50Us = Of(all, 50),
            P95Us = Of(all, 95),
            P99Us = Of(all, 99),
            MaxUs = all.Max(run => run.Latency.GetMaxValue()),
        };

        static double Of(IReadOnlyList<OpenLoop.Result> all, double percentile) =>
            Median.Of(all.Select(run => (double)run.Latency.GetValueAtPercentile(percentile)));
    }
}
