using System.Diagnostics;
using HdrHistogram;

namespace NeuralSearch.Evals.Load;

/// <summary>
/// Sends requests at times fixed in advance and measures from the time a request was due, not from when it could be
/// sent: a server that stops makes every request late that was due meanwhile, and the figures show it.
/// </summary>
/// <param name="requestsPerSecond">The rate.</param>
/// <param name="requestCount">How many.</param>
/// <param name="maxInFlight">The cap on requests that wait for their end; hitting it makes the run invalid.</param>
/// <param name="failsBeyondCap">
/// Instead, a request beyond the cap fails without being sent: for a server that is meant to be asked too much.
/// </param>
internal sealed class OpenLoop(
    double requestsPerSecond, int requestCount, int maxInFlight = 256, bool failsBeyondCap = false)
{
    private const long Longest = 60_000_000; // microseconds

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The moment a request was due, counted from the start, and how it ended after that.</summary>
    public readonly record struct Sample(TimeSpan Due, TimeSpan Taken, Outcome Outcome)
    {
        public TimeSpan Ended => Due + Taken;
    }

    /// <summary>
    /// What came of a run: latencies in microseconds of all but refusals (a failure counts at the time limit), those of
    /// refusals, how late requests were sent, and every request by itself, in the order they were due.
    /// </summary>
    public sealed record Result(
        HistogramBase Latency, HistogramBase Refusals, HistogramBase Lateness, IReadOnlyList<Sample> Samples)
    {
        public int Answered { get; } = Samples.Count(sample => sample.Outcome == Outcome.Answered);

        public int Refused { get; } = Samples.Count(sample => sample.Outcome == Outcome.Refused);

        public int Errors { get; } = Samples.Count(sample => sample.Outcome == Outcome.Failed);

        /// <summary>Requests that ended, in whatever way, a second of the whole run.</summary>
        public double AchievedPerSecond { get; } = Samples.Count / Samples.Max(sample => sample.Ended).TotalSeconds;
    }

    /// <param name="send">Sends the i-th request; an exception of the network is a failure.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="InvalidOperationException">
    /// The cap on requests in flight was hit: the run says nothing.
    /// </exception>
    public async Task<Result> RunAsync(
        Func<int, CancellationToken, Task<Outcome>> send, CancellationToken cancellationToken)
    {
        var latency = new LongConcurrentHistogram(1, Longest, 3);
        var refusals = new LongConcurrentHistogram(1, Longest, 3);
        var lateness = new LongHistogram(1, Longest, 3);
        var samples = new Sample[requestCount];
        int inFlight = 0;
        long epoch = Stopwatch.GetTimestamp();
        var requests = new List<Task>(requestCount);
        for (int i = 0; i < requestCount; i++)
        {
            TimeSpan due = TimeSpan.FromSeconds(i / requestsPerSecond);
            TimeSpan wait = due - Stopwatch.GetElapsedTime(epoch);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, cancellationToken);
            lateness.RecordValue(Microseconds(Stopwatch.GetElapsedTime(epoch) - due));
            if (Volatile.Read(ref inFlight) >= maxInFlight)
            {
                if (!failsBeyondCap)
                    throw new InvalidOperationException(
                        $"More than {maxInFlight} requests in flight: the rate is beyond the server");
                samples[i] = new Sample(due, RequestTimeout, Outcome.Failed);
                latency.RecordValue(Microseconds(RequestTimeout));
                continue;
            }

            Interlocked.Increment(ref inFlight);
            requests.Add(MeasureAsync(i, due));
        }

        await Task.WhenAll(requests);
        return new Result(latency, refusals, lateness, samples);

        async Task MeasureAsync(int i, TimeSpan due)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(RequestTimeout);
            Outcome outcome = Outcome.Failed;
            try
            {
                outcome = await send(i, limit.Token);
            }
            catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            TimeSpan taken = outcome == Outcome.Failed ? RequestTimeout : Stopwatch.GetElapsedTime(epoch) - due;
            samples[i] = new Sample(due, taken, outcome);
            (outcome == Outcome.Refused ? refusals : latency).RecordValue(Microseconds(taken));
            Interlocked.Decrement(ref inFlight);
        }
    }

    private static long Microseconds(TimeSpan time) => Math.Clamp((long)time.TotalMicroseconds, 1, Longest);
}
