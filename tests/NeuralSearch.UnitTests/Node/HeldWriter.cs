using NeuralSearch.Node.Storage;
using Xunit;

namespace NeuralSearch.UnitTests.Node;

/// <summary>Keeps the collection's writer busy until disposed, however the test ends: the node waits for it.</summary>
internal sealed class HeldWriter : IAsyncDisposable
{
    private readonly ManualResetEventSlim _gate = new();
    private readonly Task _held;

    public HeldWriter(TestNode node) => _held = node.Store.Get(TestNode.Name).WriteAsync(
        new PendingWrite(
            () =>
            {
                _gate.Wait();
                return null;
            },
            readsState: false),
        TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _gate.Set();
        await _held;
        _gate.Dispose();
    }
}
