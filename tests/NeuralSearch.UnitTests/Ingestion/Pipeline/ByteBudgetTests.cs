using Microsoft.Extensions.DependencyInjection;
using NeuralSearch.Ingestion;
using NeuralSearch.Ingestion.Pipeline;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Pipeline;

public sealed class ByteBudgetTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_asks_for_more_than_there_is_waits_until_it_is_released()
    {
        ByteBudget budget = Create(100);
        long first = await budget.AcquireAsync(80, Cancellation);

        Task<long> second = budget.AcquireAsync(30, Cancellation).AsTask();
        bool hadToWait = !second.IsCompleted;
        budget.Release(first);

        Assert.True(hadToWait);
        Assert.Equal(30, await second);
    }

    [Fact]
    public async Task A_request_beyond_the_budget_takes_all_of_it()
    {
        ByteBudget budget = Create(100);

        long taken = await budget.AcquireAsync(1000, Cancellation);

        Assert.Equal(100, taken);
        Assert.False(budget.AcquireAsync(1, Cancellation).AsTask().IsCompleted);
    }

    [Fact]
    public async Task Small_requests_do_not_overtake_a_large_one()
    {
        ByteBudget budget = Create(100);
        long first = await budget.AcquireAsync(50, Cancellation);
        Task<long> large = budget.AcquireAsync(100, Cancellation).AsTask();

        Task<long> small = budget.AcquireAsync(1, Cancellation).AsTask();
        budget.Release(first);
        long taken = await large;

        Assert.False(small.IsCompleted);
        budget.Release(taken);
        Assert.Equal(1, await small);
    }

    [Fact]
    public async Task A_request_that_is_given_up_lets_the_next_one_pass()
    {
        ByteBudget budget = Create(100);
        await budget.AcquireAsync(50, Cancellation);
        using CancellationTokenSource giveUp = new();
        Task<long> large = budget.AcquireAsync(100, giveUp.Token).AsTask();
        Task<long> small = budget.AcquireAsync(50, Cancellation).AsTask();

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        Assert.Equal(50, await small);
    }

    private static ByteBudget Create(long bytes)
    {
        ServiceCollection services = new();
        services.AddMetrics();
        services.AddSingleton<IngestionMetrics>();
        return new ByteBudget(bytes, services.BuildServiceProvider().GetRequiredService<IngestionMetrics>());
    }
}
