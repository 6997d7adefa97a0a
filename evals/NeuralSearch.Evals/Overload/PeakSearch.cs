using System.Diagnostics;
using HdrHistogram;
using NeuralSearch.Evals.Load;

namespace NeuralSearch.Evals.Overload;

/// <summary>
/// The highest rate at which the server answers what it is asked: a closed loop says about where it is, then open loops
/// go up in steps while they are achieved, or down until one is.
/// </summary>
internal static class PeakSearch
{
    private const int Workers = 64;
    private const int MaxInFlight = 10_000;
    private const double Factor = 0.9;

    public sealed record Peak(double PerSecond, OpenLoop.Result Run);

    /// <param name="target">What is asked.</param>
    /// <param name="aStep">How long each rate is tried.</param>
    /// <param name="achievedShare">The share of a rate's requests that must be answered in time.</param>
    /// <param name="mostSteps">How many rates are tried at most.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static async Task<Peak> FindAsync(
        Target target, TimeSpan aStep, double achievedShare, int mostSteps, CancellationToken cancellationToken)
    {
        await ClosedLoopAsync(target, aStep, cancellationToken); // warm-up
        double rate = await ClosedLoopAsync(target, aStep, cancellationToken);
        Peak? best = null;
        for (int step = 0; step < mostSteps; step++)
        {
            OpenLoop.Result run = await new OpenLoop(rate, Math.Max(1, (int)(rate * aStep.TotalSeconds)), MaxInFlight)
                .RunAsync(target.SendAsync, cancellationToken);
            double achieved = GoodputOf(run);
            bool isAchieved = achieved >= achievedShare * rate;
            Console.WriteLine($"{target.Name}: {achieved:0} of {rate:0} a second answered.");
            if (!isAchieved && best is not null) return best;
            bool wasBelow = step > 0 && best is null;
            if (isAchieved) best = new Peak(achieved, run);
            if (isAchieved && wasBelow) return best!;
            rate *= isAchieved ? 1 / Factor : Factor;
        }

        return best ?? throw new InvalidOperationException(
            $"{target.Name}: no rate down to {rate:0} a second was achieved: the machine is too unsteady for this.");
    }

    /// <summary>Answers a second, of the time in which they were due and came.</summary>
    public static double GoodputOf(OpenLoop.Result run)
    {
        // The last answer comes a latency after it was due even when nothing is late.
        var answered = run.Samples.Where(sample => sample.Outcome == Outcome.Answered).ToArray();
        if (answered.Length == 0) return 0;
        TimeSpan elapsed = answered.Max(sample => sample.Ended)
            - TimeSpan.FromMicroseconds(run.Latency.GetValueAtPercentile(50));
        return answered.Length / Math.Max(elapsed.TotalSeconds, run.Samples[^1].Due.TotalSeconds);
    }

    private static async Task<double> ClosedLoopAsync(
        Target target, TimeSpan duration, CancellationToken cancellationToken)
    {
        int answered = 0, next = 0;
        long started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(started) < duration)
                if (await target.SendAsync(Interlocked.Increment(ref next), cancellationToken) == Outcome.Answered)
                    Interlocked.Increment(ref answered);
        }));
        return answered / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
