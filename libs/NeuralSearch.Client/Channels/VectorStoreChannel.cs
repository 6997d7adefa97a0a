using Grpc.Core;
using Microsoft.Extensions.Logging;
using NeuralSearch.Node;
using NeuralSearch.Node.Wire;

namespace NeuralSearch.Client.Channels;

/// <summary>The way to the vectors that a <see cref="VectorStoreAddress"/> names: over the wire, or in process.</summary>
public sealed class VectorStoreChannel : IAsyncDisposable
{
    private readonly ServiceChannel? _channel;
    private readonly CollectionStore? _store;

    /// <summary>
    /// Opens the way. In process this takes the folder, and its collections become available one by one.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be used, or another process uses it.</exception>
    public VectorStoreChannel(VectorStoreAddress address, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(address);
        Address = address;
        if (address.DataFolder is { } folder)
        {
            _store = CollectionStore.Open(
                new NodeOptions(Path.GetFullPath(folder)), loggers.CreateLogger<CollectionStore>());
            Opened = Task.Run(() => _store.OpenCollections(CancellationToken.None));
            Invoker = new InProcessCallInvoker(_store, new NodeInterceptor(loggers.CreateLogger<NodeInterceptor>()));
            return;
        }

        _channel = new ServiceChannel("vector store", address.Endpoints, address.Key);
        Opened = Task.CompletedTask;
        Invoker = _channel.Invoker;
    }

    /// <summary>Where it leads.</summary>
    public VectorStoreAddress Address { get; }

    /// <summary>Makes the calls; messages are Qdrant's.</summary>
    public CallInvoker Invoker { get; }

    /// <summary>Completes when every collection of a folder is open; at once over the wire.</summary>
    public Task Opened { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _channel?.Dispose();
        if (_store is null) return;
        await Opened.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _store.DisposeAsync();
    }
}
