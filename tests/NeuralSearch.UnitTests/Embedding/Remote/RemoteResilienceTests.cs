using System.Diagnostics.Metrics;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NeuralSearch.Embedding.Remote;
using Xunit;

namespace NeuralSearch.UnitTests.Embedding.Remote;

/// <summary>Deadline, attempts, budget and circuit on a clock that the tests turn.</summary>
public sealed class RemoteResilienceTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly RemoteEmbeddingOptions _options = new();
    private int _attempts;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task A_dead_remote_is_asked_three_times_and_then_left_alone_at_once()
    {
        RemoteResilience resilience = Create();

        RemoteEmbeddingException first = await FailAsync(resilience, Fails(RemoteFailure.Unavailable));
        RemoteEmbeddingException second = await FailAsync(resilience, Fails(RemoteFailure.Unavailable));

        Assert.Equal((RemoteFailure.Unavailable, 3), (first.Failure, _attempts));
        Assert.True(resilience.IsOpen);
        Assert.Equal((RemoteFailure.CircuitOpen, StatusCode.Unavailable), (second.Failure, second.StatusCode));
        Assert.Equal(
            "The remote embedder failed and is left alone for 5 s. It is down.", second.Message);
    }

    [Fact]
    public async Task A_remote_that_hangs_under_ingestion_opens_the_circuit_with_the_first_time_out_of_4500_ms()
    {
        RemoteResilience resilience = Create();
        Task<RemoteEmbeddingException> call = Hang(resilience, isBulk: true);

        _time.Advance(TimeSpan.FromSeconds(4.4));
        Assert.True(resilience.IsClosed);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        await UntilAsync(() => resilience.IsOpen);
        Assert.Equal(1, _attempts);
        await UntilDoneAsync(call);
    }

    [Fact]
    public async Task A_remote_that_hangs_under_queries_opens_the_circuit_with_the_second_time_out_of_2_s()
    {
        RemoteResilience resilience = Create();
        Task<RemoteEmbeddingException> first = Hang(resilience, isBulk: false);
        Task<RemoteEmbeddingException> second = Hang(resilience, isBulk: false);

        _time.Advance(_options.QueryTimeout);

        await UntilAsync(() => resilience.IsOpen);
        await UntilDoneAsync(first);
        await UntilDoneAsync(second);
        Assert.Equal(StatusCode.Unavailable, (await first).StatusCode);
    }

    [Fact]
    public async Task A_single_query_that_hangs_opens_the_circuit_with_its_second_attempt()
    {
        RemoteResilience resilience = Create();
        Task<RemoteEmbeddingException> call = Hang(resilience, isBulk: false);

        await UntilDoneAsync(call);

        Assert.Equal(2, _attempts);
        Assert.Equal(RemoteFailure.CircuitOpen, (await call).Failure);
    }

    [Fact]
    public async Task After_the_break_one_call_is_let_through_and_its_success_closes_the_circuit()
    {
        RemoteResilience resilience = Create();
        await FailAsync(resilience, Fails(RemoteFailure.Unavailable));
        Assert.True(resilience.IsOpen);

        _time.Advance(_options.BreakDuration);
        int answer = await resilience.ExecuteAsync(isBulk: false, _ => Task.FromResult(7), Token);

        Assert.Equal(7, answer);
        Assert.True(resilience.IsClosed);
        Assert.Null(resilience.LastFailure);
    }

    [Fact]
    public async Task After_the_break_another_failure_opens_the_circuit_again()
    {
        RemoteResilience resilience = Create();
        await FailAsync(resilience, Fails(RemoteFailure.Unavailable));
        _time.Advance(_options.BreakDuration);

        await FailAsync(resilience, Fails(RemoteFailure.BadAnswer));

        Assert.Equal(4, _attempts);
        Assert.True(resilience.IsOpen);
    }

    [Theory]
    [InlineData("BadAnswer", true)]
    [InlineData("InvalidInput", false)]
    [InlineData("Refused", false)]
    public async Task What_does_not_pass_is_not_repeated_and_garbage_opens_the_circuit(
        string failure, bool opens)
    {
        RemoteResilience resilience = Create();

        for (int i = 0; i < 4; i++) await FailAsync(resilience, Fails(Enum.Parse<RemoteFailure>(failure)));

        Assert.Equal(opens ? 3 : 4, _attempts);
        Assert.Equal(opens, resilience.IsOpen);
    }

    [Fact]
    public async Task A_remote_that_is_busy_is_asked_again_when_it_says_and_does_not_open_the_circuit()
    {
        RemoteResilience resilience = Create();
        Task<RemoteEmbeddingException> call = Catch(() => resilience.ExecuteAsync<int>(
            isBulk: false, Fails(RemoteFailure.Overloaded, TimeSpan.FromSeconds(3)), Token));
        await UntilAsync(() => Volatile.Read(ref _attempts) == 1);

        _time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.Equal(1, Volatile.Read(ref _attempts));

        await UntilDoneAsync(call);
        Assert.Equal(3, _attempts);
        Assert.Equal((RemoteFailure.Overloaded, 3), ((await call).Failure, (await call).RetryAfterSeconds));
        Assert.True(resilience.IsClosed);
    }

    [Fact]
    public async Task A_wait_beyond_the_deadline_is_not_begun()
    {
        RemoteResilience resilience = Create();

        RemoteEmbeddingException e = await Catch(() => resilience.ExecuteAsync<int>(
            isBulk: false, Fails(RemoteFailure.Overloaded, TimeSpan.FromSeconds(11)), Token));

        Assert.Equal((1, 11), (_attempts, e.RetryAfterSeconds));
        Assert.Equal("11", e.Trailers.GetValue("retry-after"));
    }

    [Fact]
    public async Task The_deadline_ends_the_call_with_all_its_attempts()
    {
        _options.Deadline = TimeSpan.FromSeconds(1);
        RemoteResilience resilience = Create();
        Task<RemoteEmbeddingException> call = Hang(resilience, isBulk: true);

        _time.Advance(TimeSpan.FromSeconds(1));

        RemoteEmbeddingException e = await call.WaitAsync(Token);
        Assert.Equal((RemoteFailure.Timeout, 1), (e.Failure, _attempts));
        Assert.Contains("within 1 s (NeuralSearch:Embedding:Remote:Deadline)", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Callers_who_leave_do_not_make_a_hanging_remote_look_well()
    {
        RemoteResilience resilience = Create();
        using CancellationTokenSource leave = new();
        Task[] calls = [.. Enumerable.Range(0, 3).Select(_ => resilience.ExecuteAsync(
            isBulk: false, Hangs, leave.Token))];
        await leave.CancelAsync();
        foreach (Task call in calls) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        _time.Advance(_options.QueryTimeout);

        await UntilAsync(() => resilience.IsOpen);
    }

    [Fact]
    public void A_thousand_failing_requests_are_repeated_a_hundred_and_ten_times()
    {
        RetryBudget budget = new();
        int repeated = 0;

        for (int i = 0; i < 1000; i++)
        {
            budget.Deposit();
            for (int attempt = 1; attempt < RemoteResilience.MaxAttempts; attempt++)
                if (budget.TryWithdraw()) repeated++;
        }

        // A tenth, and the ten that were saved up.
        Assert.InRange(repeated, 105, 110);
    }

    [Fact]
    public async Task Without_budget_nothing_is_repeated()
    {
        RemoteResilience resilience = Create();
        TimeSpan atOnce = TimeSpan.Zero;
        for (int i = 0; i < 40; i++)
            await Catch(() => resilience.ExecuteAsync(isBulk: false, Fails(RemoteFailure.Overloaded, atOnce), Token));
        int before = _attempts;

        for (int i = 0; i < 10; i++)
            await Catch(() => resilience.ExecuteAsync(isBulk: false, Fails(RemoteFailure.Overloaded, atOnce), Token));

        Assert.InRange(_attempts - before, 10, 11);
    }

    private RemoteResilience Create() => new(
        _options, _services.GetRequiredService<IMeterFactory>(), _time, NullLogger.Instance);

    private Func<CancellationToken, Task<int>> Fails(RemoteFailure failure, TimeSpan? retryAfter = null) => _ =>
    {
        Interlocked.Increment(ref _attempts);
        throw new RemoteEmbeddingException(failure, "It is down.", retryAfter: retryAfter);
    };

    private async Task<int> Hangs(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _attempts);
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return 0;
    }

    private Task<RemoteEmbeddingException> Hang(RemoteResilience resilience, bool isBulk) =>
        Catch(() => resilience.ExecuteAsync(isBulk, Hangs, Token));

    private async Task<RemoteEmbeddingException> FailAsync(
        RemoteResilience resilience, Func<CancellationToken, Task<int>> call)
    {
        Task<RemoteEmbeddingException> failure = Catch(() => resilience.ExecuteAsync(isBulk: false, call, Token));
        while (!failure.IsCompleted)
        {
            // The circuit's window is 4 s: small steps keep the attempts within it.
            _time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Delay(1, Token);
        }

        return await failure;
    }

    private static async Task<RemoteEmbeddingException> Catch<T>(Func<Task<T>> call) =>
        await Assert.ThrowsAsync<RemoteEmbeddingException>(call);

    /// <summary>Turns the clock until the call has ended.</summary>
    private async Task UntilDoneAsync(Task call)
    {
        while (!call.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Delay(1, Token);
        }
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds()) await Task.Delay(1, Token);
    }
}
