using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace NeuralSearch.Embedding.Remote;

/// <summary>
/// deadline → at most three attempts → circuit → time-out of the attempt. Thread-safe.
/// </summary>
/// <remarks>
/// The circuit opens within 5 s of a remote that is dead: after three failures, of which a time-out counts for as many
/// as its seconds are worth, and when most of the last 4 s failed. While it is open calls fail at once; after the break
/// one call is let through, and its success closes it.
/// </remarks>
internal sealed class RemoteResilience
{
    public const int MaxAttempts = 3;

    private const int FailuresToOpen = 3;
    private const double FailureRatio = 0.6; // one failure beside one success is no pattern
    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan WeightOfFailure = TimeSpan.FromSeconds(1.6);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(2);
    private static readonly ResiliencePropertyKey<Call> CallKey = new("call");

    private readonly RemoteEmbeddingOptions _options;
    private readonly TimeProvider _time;
    private readonly RemoteMetrics _metrics;
    private readonly RetryBudget _budget = new();
    private readonly CircuitBreakerStateProvider _circuit = new();
    private readonly ResiliencePipeline _breaker;
    private readonly ResiliencePipeline _attempts;
    private volatile RemoteEmbeddingException? _lastFailure;
    private bool _isReported; // one line when the remote goes, one when it is back

    public RemoteResilience(
        RemoteEmbeddingOptions options, IMeterFactory meters, TimeProvider time, ILogger logger)
    {
        (_options, _time) = (options, time);
        _metrics = new RemoteMetrics(meters, () => IsOpen);
        _breaker = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = new PredicateBuilder()
                    .Handle<RemoteEmbeddingException>(e => e.Failure.CountsForCircuit()),
                FailureRatio = FailureRatio,
                MinimumThroughput = FailuresToOpen,
                SamplingDuration = Sampling,
                BreakDuration = options.BreakDuration,
                StateProvider = _circuit,
                OnOpened = args =>
                {
                    Opened?.Invoke();
                    if (Interlocked.Exchange(ref _isReported, true)) return default; // tried in vain after the break
                    logger.RemoteCircuitOpened((args.Outcome.Exception as RemoteEmbeddingException)?.Reason ?? "");
                    return default;
                },
                OnClosed = _ =>
                {
                    Volatile.Write(ref _isReported, false);
                    logger.RemoteCircuitClosed();
                    return default;
                },
            })
            .Build();
        _attempts = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddTimeout(new TimeoutStrategyOptions
            {
                TimeoutGenerator = args => new(CallOf(args.Context).Deadline),
            })
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = MaxAttempts - 1,
                Delay = FirstDelay,
                MaxDelay = MaxDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = args => new(ShouldRepeat(args)),
                DelayGenerator = args => new((args.Outcome.Exception as RemoteEmbeddingException)?.RetryAfter),
                OnRetry = args =>
                {
                    _metrics.CountRetry(((RemoteEmbeddingException)args.Outcome.Exception!).Failure);
                    return default;
                },
            })
            .Build();
    }

    /// <summary>The circuit has opened: who comes back behind the address may be another.</summary>
    public event Action? Opened;

    /// <summary>Whether calls fail at once.</summary>
    public bool IsOpen => _circuit.CircuitState is CircuitState.Open or CircuitState.Isolated;

    /// <summary>Whether the last calls succeeded.</summary>
    public bool IsClosed => _circuit.CircuitState == CircuitState.Closed;

    /// <summary>What the remote last failed with, since it last succeeded; but for what is the texts' fault.</summary>
    public RemoteEmbeddingException? LastFailure => _lastFailure;

    /// <summary>Makes the call until it succeeds, fails for good, or has failed too often.</summary>
    /// <exception cref="RemoteEmbeddingException">It failed.</exception>
    public async Task<T> ExecuteAsync<T>(
        bool isBulk, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        _budget.Deposit();
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(CallKey, new Call(_options.Deadline, _time.GetTimestamp()));
        try
        {
            return await _attempts.ExecuteAsync(
                async (it, state) => await state.Self.AttemptAsync(state.isBulk, state.call, it.CancellationToken),
                context, (Self: this, isBulk, call));
        }
        catch (TimeoutRejectedException)
        {
            throw new RemoteEmbeddingException(
                RemoteFailure.Timeout,
                $"The remote embedder gave no vectors within {_options.Deadline.TotalSeconds:0.###} s "
                + $"({RemoteEmbeddingOptions.Section}:Deadline).");
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>
    /// One attempt, through the circuit. A caller who leaves does not end it: the circuit would take that for a success
    /// of a remote that hangs, and the time-out is near.
    /// </summary>
    /// <exception cref="RemoteEmbeddingException">It failed.</exception>
    public async Task<T> AttemptAsync<T>(
        bool isBulk, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        Task<T> attempt = ThroughCircuitAsync(isBulk, call);
        try
        {
            return await attempt.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!attempt.IsCompleted)
        {
            _ = ObserveAsync(attempt);
            throw;
        }
    }

    private static async Task ObserveAsync(Task attempt) =>
        await attempt.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task<T> ThroughCircuitAsync<T>(bool isBulk, Func<CancellationToken, Task<T>> call)
    {
        try
        {
            T answer = await _breaker.ExecuteAsync(async _ => await WithinAsync(isBulk, call), CancellationToken.None);
            _lastFailure = null;
            return answer;
        }
        catch (BrokenCircuitException)
        {
            throw new RemoteEmbeddingException(
                RemoteFailure.CircuitOpen,
                $"The remote embedder failed and is left alone for {_options.BreakDuration.TotalSeconds:0.###} s. "
                + $"{_lastFailure?.Reason}");
        }
        catch (RemoteEmbeddingException e)
        {
            if (e.Failure.SaysAboutRemote()) _lastFailure = e;
            if (e.Failure == RemoteFailure.Timeout) await WeighAsync(isBulk, e);
            throw;
        }
    }

    private async Task<T> WithinAsync<T>(bool isBulk, Func<CancellationToken, Task<T>> call)
    {
        TimeSpan timeout = Timeout(isBulk);
        using CancellationTokenSource late = new(timeout, _time);
        try
        {
            return await call(late.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            throw new RemoteEmbeddingException(
                RemoteFailure.Timeout, $"The remote embedder gave no answer within {timeout.TotalSeconds:0.###} s.");
        }
    }

    /// <summary>
    /// Tells the circuit again of a time-out, so often that five seconds of waiting are enough to open it.
    /// </summary>
    private async Task WeighAsync(bool isBulk, RemoteEmbeddingException timeout)
    {
        int weight = (int)Math.Clamp(Math.Ceiling(Timeout(isBulk) / WeightOfFailure), 1, FailuresToOpen);
        ResilienceContext context = ResilienceContextPool.Shared.Get(CancellationToken.None);
        for (int i = 1; i < weight && IsClosed; i++)
            await _breaker.ExecuteOutcomeAsync(
                static (_, failure) => new ValueTask<Outcome<int>>(Outcome.FromException<int>(failure)),
                context, (Exception)timeout);
        ResilienceContextPool.Shared.Return(context);
    }

    private TimeSpan Timeout(bool isBulk) => isBulk ? _options.BatchTimeout : _options.QueryTimeout;

    private bool ShouldRepeat(RetryPredicateArguments<object> args)
    {
        if (args.AttemptNumber >= MaxAttempts - 1) return false; // also asked after the last attempt
        if (args.Outcome.Exception is not RemoteEmbeddingException failure) return false;
        if (!failure.Failure.IsPassing()) return false;

        Call call = CallOf(args.Context);
        TimeSpan left = call.Deadline - _time.GetElapsedTime(call.Started);
        return left > (failure.RetryAfter ?? TimeSpan.Zero) && _budget.TryWithdraw();
    }

    private static Call CallOf(ResilienceContext context) => context.Properties.GetValue(CallKey, default!);

    private sealed record Call(TimeSpan Deadline, long Started);
}
