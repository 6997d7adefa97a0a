using HdrHistogram;
using NeuralSearch.Evals.Load;
using NeuralSearch.Evals.Reports;
using NeuralSearch.Evals.Servers;

namespace NeuralSearch.Evals.Overload;

/// <summary>
/// What is left of a server that is asked for three times what it can do (L2): answers a second beside its peak, how
/// fast it refuses, and how soon it is as before. Open loop, latency from the moment a request was due.
/// </summary>
internal static class OverloadSuite
{
    private const double Factor = 3;
    private const int MaxInFlight = 10_000;
    private const double AchievedShare = 0.99;
    private const double SmokeAchievedShare = 0.5; // half a second on a busy machine is no steady rate
    private const double GoodputGoal = 0.8;
    private const int RefusalGoalUs = 50_000;
    private const double RecoveryGoalSeconds = 5;

    // Recovered: so many requests in a row are answered, each within twice the p99 of half the peak before.
    private const int RecoveredRequests = 10;

    public static async Task<IReadOnlyList<Measurement>> RunAsync(bool smoke, CancellationToken cancellationToken)
    {
        int films = smoke ? 20 : 2_000;
        int points = smoke ? 2_000 : 20_000;
        Cores.PinGenerator();
        using var folder = new TemporaryFolder();
        await using ServerProcess server = await ServerProcess.StartAsync(
            folder.Path, ["--sample", $"{films}"], cancellationToken, core: Cores.Server);
        await FilmSample.WaitUntilLoadedAsync(server.Http, cancellationToken);

        var measurements = new List<Measurement>();
        Target searches = SearchRequests.Of(server, films);
        measurements.AddRange(await MeasureAsync(server, searches, smoke, cancellationToken));
        using PointsQueries queries = await PointsQueries.CreateAsync(server, points, cancellationToken);
        measurements.AddRange(await MeasureAsync(server, queries.Target(points), smoke, cancellationToken));
        return measurements;
    }

    private static async Task<IReadOnlyList<Measurement>> MeasureAsync(
        ServerProcess server, Target target, bool smoke, CancellationToken cancellationToken)
    {
        TimeSpan step = TimeSpan.FromSeconds(smoke ? 0.5 : 5);
        TimeSpan duration = TimeSpan.FromSeconds(smoke ? 2 : 60);
        PeakSearch.Peak peak = await PeakSearch.FindAsync(
            target, step, smoke ? SmokeAchievedShare : AchievedShare, smoke ? 2 : 12, cancellationToken);
        OpenLoop.Result before = await OpenAsync(peak.PerSecond / 2, step);
        OpenLoop.Result over = await OpenAsync(peak.PerSecond * Factor, duration, failsBeyondCap: true);
        double? resident = server.MemoryBytes("VmRSS");
        OpenLoop.Result after = await OpenAsync(peak.PerSecond / 2, smoke ? step : TimeSpan.FromSeconds(15));

        double goodput = PeakSearch.GoodputOf(over);
        double drained = (LastEnd(over) - over.Samples[^1].Due).TotalSeconds;
        double? recovery = drained + SecondsUntilRecovered(after, before.Latency.GetValueAtPercentile(99));
        double refusedP99 = over.Refused == 0 ? 0 : over.Refusals.GetValueAtPercentile(99);
        Console.WriteLine(
            $"{target.Name}: asked {over.Samples.Count}, answered {over.Answered}, refused {over.Refused}, "
            + $"failed {over.Errors}.");
        double lateness = over.Lateness.GetValueAtPercentile(99);
        Console.WriteLine(
            $"  The generator sent 99 % within {lateness / 1000:0.0} ms of their time, which latencies include.");
        Goal.Print("goodput beside the peak", goodput / peak.PerSecond, goodput >= GoodputGoal * peak.PerSecond);
        Goal.Print("p99 of refusals in ms", refusedP99 / 1000, refusedP99 <= RefusalGoalUs);
        Goal.Print("seconds until recovered", recovery, recovery <= RecoveryGoalSeconds);

        var parameters = new Dictionary<string, object>
        {
            ["factor"] = Factor,
            ["seconds"] = duration.TotalSeconds,
            ["cores"] = Cores.Description,
            ["offeredPerSecond"] = peak.PerSecond * Factor,
            ["failures"] = over.Errors,
            ["sentLateP99Us"] = lateness,
        };
        string peakCase = $"{target.Name}, peak";
        return
        [
            Row(target, peakCase, parameters, peak.Run.Latency) with { Qps = peak.PerSecond },
            Row(target, $"{target.Name}, answers at {Factor}x", parameters, over.Latency) with
            {
                Qps = goodput, ResidentBytes = resident,
                RatioToReference = goodput / peak.PerSecond, Reference = peakCase,
            },
            Row(target, $"{target.Name}, refusals at {Factor}x", parameters, over.Refusals) with
            {
                Qps = over.Refused / duration.TotalSeconds,
                RatioToReference = (double)over.Refused / over.Samples.Count, Reference = "requests asked",
            },
            Row(target, $"{target.Name}, recovery", parameters, after.Latency) with
            {
                Seconds = recovery, Qps = after.AchievedPerSecond,
            },
        ];

        Task<OpenLoop.Result> OpenAsync(double rate, TimeSpan span, bool failsBeyondCap = false) =>
            new OpenLoop(
                    rate, Math.Max(RecoveredRequests, (int)(rate * span.TotalSeconds)), MaxInFlight, failsBeyondCap)
                .RunAsync(target.SendAsync, cancellationToken);
    }

    private static TimeSpan LastEnd(OpenLoop.Result run) =>
        run.Samples.Where(sample => sample.Outcome != Outcome.Failed).Max(sample => sample.Ended);

    /// <summary>When the last of enough good requests in a row was due, in seconds; null if they were not.</summary>
    private static double? SecondsUntilRecovered(OpenLoop.Result after, double p99BeforeUs)
    {
        int good = 0;
        foreach (OpenLoop.Sample sample in after.Samples)
        {
            bool isAsBefore = sample.Outcome == Outcome.Answered && sample.Taken.TotalMicroseconds <= 2 * p99BeforeUs;
            good = isAsBefore ? good + 1 : 0;
            if (good == RecoveredRequests) return sample.Due.TotalSeconds;
        }

        return null;
    }

    private static Measurement Row(
        Target target, string name, Dictionary<string, object> parameters, HistogramBase latency)
    {
        bool isEmpty = latency.TotalCount == 0;
        return new Measurement
        {
            Suite = "overload",
            Case = name,
            Data = target.Data,
            Params = parameters,
            P50Us = isEmpty ? null : latency.GetValueAtPercentile(50),
            P95Us = isEmpty ? null : latency.GetValueAtPercentile(95),
            P99Us = isEmpty ? null : latency.GetValueAtPercentile(99),
            MaxUs = isEmpty ? null : latency.GetMaxValue(),
        };
    }
}
