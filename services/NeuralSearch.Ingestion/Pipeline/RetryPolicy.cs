using Grpc.Core;

namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>
/// Repeats an idempotent call that failed for a passing reason, with random, growing waits ("full jitter"), a bounded
/// number of times. Safe for use by many threads.
/// </summary>
internal sealed class RetryPolicy(IngestionOptions options, TimeProvider time, IngestionMetrics metrics)
{
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);

    /// <summary>Makes the call until it succeeds, fails for good, or has failed too often.</summary>
    /// <param name="what">Completes the sentence "… failed", for the message.</param>
    /// <param name="call">The call; it may run several times.</param>
    /// <param name="cancellationToken">Ends the waits and the call.</param>
    public async Task<T> ExecuteAsync<T>(
        string what, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await call(cancellationToken);
            }
            catch (Exception exception) when (
                !cancellationToken.IsCancellationRequested && IsTransient(exception) && attempt < options.MaxAttempts)
            {
                metrics.CountRetry();
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && IsTransient(exception))
            {
                throw new IngestionException(IngestionError.Unavailable,
                    $"{what} failed {attempt} times: {Describe(exception)}", exception);
            }
            catch (RpcException exception) when (!cancellationToken.IsCancellationRequested)
            {
                throw new IngestionException(IngestionError.Broken, $"{what} failed: {Describe(exception)}", exception);
            }

            TimeSpan longest = options.RetryDelay * Math.Pow(2, attempt - 1);
            if (longest > MaxDelay)
                longest = MaxDelay;
            await Task.Delay(longest * Random.Shared.NextDouble(), time, cancellationToken);
        }
    }

    private static bool IsTransient(Exception exception) => exception switch
    {
        RpcException rpc => rpc.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded
            or StatusCode.ResourceExhausted or StatusCode.Aborted,
        HttpRequestException or TimeoutException => true,
        _ => false,
    };

    private static string Describe(Exception exception) => exception is RpcException rpc
        ? $"{rpc.StatusCode}: {rpc.Status.Detail}"
        : exception.Message;
}
