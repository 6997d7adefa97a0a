using NeuralSearch.Ingestion.Pipeline;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Pipeline;

public sealed class DocumentLocksTests
{
    private static readonly DocumentKey Key = new("c", "a");

    private readonly DocumentLocks _locks = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_lease_is_given_to_one_at_a_time()
    {
        DocumentLease? lease = _locks.TryAcquire(Key);

        Assert.NotNull(lease);
        Assert.Null(_locks.TryAcquire(Key));
        Assert.NotNull(_locks.TryAcquire(new DocumentKey("c", "b")));
        Assert.NotNull(_locks.TryAcquire(new DocumentKey("d", "a")));
        lease.Dispose();
        Assert.NotNull(_locks.TryAcquire(Key));
    }

    [Fact]
    public async Task Waiters_are_served_in_order()
    {
        DocumentLease first = _locks.TryAcquire(Key)!;
        Task<DocumentLease> second = _locks.AcquireAsync(Key, Cancellation);
        Task<DocumentLease> third = _locks.AcquireAsync(Key, Cancellation);

        first.Dispose();
        first.Dispose();
        DocumentLease lease = await second;

        Assert.False(third.IsCompleted);
        lease.Dispose();
        (await third).Dispose();
        Assert.NotNull(_locks.TryAcquire(Key));
    }

    [Fact]
    public async Task A_waiter_that_gives_up_is_passed_over()
    {
        DocumentLease first = _locks.TryAcquire(Key)!;
        using CancellationTokenSource giveUp = new();
        Task<DocumentLease> second = _locks.AcquireAsync(Key, giveUp.Token);
        Task<DocumentLease> third = _locks.AcquireAsync(Key, Cancellation);

        await giveUp.CancelAsync();
        first.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.NotNull(await third);
    }
}
