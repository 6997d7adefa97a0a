using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NeuralSearch.Client;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node;
using NeuralSearch.Node.Wire;
using NeuralSearch.Testing.Faults.Workload;

namespace NeuralSearch.Testing.Faults;

/// <summary>A node over a folder in this process, for damage of which there are thousands of cases.</summary>
internal sealed class InProcessNode : INodeClient, IAsyncDisposable
{
    private readonly Warnings _warnings = new();

    public InProcessNode(string folder)
    {
        Store = CollectionStore.Open(new NodeOptions(folder), _warnings);
        Store.OpenCollections();
        var invoker = new InProcessCallInvoker(Store, new NodeInterceptor(NullLogger<NodeInterceptor>.Instance));
        Points = new Points.PointsClient(invoker);
        Collections = new Collections.CollectionsClient(invoker);
    }

    public CollectionStore Store { get; }

    public Points.PointsClient Points { get; }

    public Collections.CollectionsClient Collections { get; }

    /// <summary>What it warned of while it opened.</summary>
    public IReadOnlyCollection<string> Warned => _warnings.Texts;

    public ValueTask DisposeAsync() => Store.DisposeAsync();

    private sealed class Warnings : ILogger<CollectionStore>
    {
        public ConcurrentQueue<string> Texts { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning) Texts.Enqueue(formatter(state, exception));
        }
    }
}
