using System.Diagnostics;
using HdrHistogram;

namespace NeuralSearch.Evals.Load;

/// <summary>
/// Sends requests at times fixed in advance and measures from the time a request was due, not from when it could be
/// sent: a server that stops makes every request late that was due meanwhile, and the figures show it.
/// </summary>
internal sealed class OpenLoop(double requestsPerSecond, int requestCount)
{
    private const int MaxInFlight = 256;
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    public sealed record Result(HistogramBase Latency, int Errors, double AchievedPerSecond);

    /// <param name="send">Sends the i-th request; a false answer is an error and counts at the time limit.</param>
    /// <exception cref="InvalidOperationException">
    /// The cap on requests in flight was hit: the run says nothing.
    /// </exception>
    public async Task<Result> RunAsync(
        Func<int, CancellationToken, Task<bool>> send, CancellationToken cancellationToken)
    {
        var latency = new LongConcurrentHistogram(1, 60_000_000, 3);
        int errors = 0, inFlight = 0;
        long epoch = Stopwatch.GetTimestamp();
        var requests = new List<Task>(requestCount);
        for (int i = 0; i < requestCount; i++)
        {
            TimeSpan due = TimeSpan.FromSeconds(i / requestsPerSecond);
            TimeSpan wait = due - Stopwatch.GetElapsedTime(epoch);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, cancellationToken);
            if (Interlocked.Increment(ref inFlight) > MaxInFlight)
                throw new InvalidOperationException(
                    $"More than {MaxInFlight} requests in flight: the rate is beyond the server");
            requests.Add(MeasureAsync(i, due));
        }

        await Task.WhenAll(requests);
        return new Result(latency, errors, requestCount / Stopwatch.GetElapsedTime(epoch).TotalSeconds);

        async Task MeasureAsync(int i, TimeSpan due)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(RequestTimeout);
            bool isAnswered = false;
            try
            {
                isAnswered = await send(i, limit.Token);
            }
            catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            TimeSpan taken = isAnswered ? Stopwatch.GetElapsedTime(epoch) - due : RequestTimeout;
            if (!isAnswered) Interlocked.Increment(ref errors);
            latency.RecordValue(Math.Max(1, (long)taken.TotalMicroseconds));
            Interlocked.Decrement(ref inFlight);
        }
    }
}
