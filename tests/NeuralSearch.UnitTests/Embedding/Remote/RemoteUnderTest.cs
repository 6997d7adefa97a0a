using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NeuralSearch.Embedding.Remote;
using NeuralSearch.Embedding.Remote.Protocols;
using NeuralSearch.Inference;

namespace NeuralSearch.UnitTests.Embedding.Remote;

/// <summary>The generator of a remote embedder without a host, so that nothing is asked but what a test asks.</summary>
internal sealed class RemoteUnderTest : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly HttpMessageInvoker _http;
    private readonly InferenceMetrics _metrics;

    public RemoteUnderTest(
        RemoteEmbeddingOptions options, TimeProvider? time = null, HttpMessageHandler? handler = null,
        int cacheEntries = 100)
    {
        time ??= TimeProvider.System;
        IMeterFactory meters = _services.GetRequiredService<IMeterFactory>();
        IRemoteProtocol protocol = RemoteKinds.Create(options);
        _http = new HttpMessageInvoker(
            handler ?? new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        _metrics = new InferenceMetrics(meters);
        Exchange = new RemoteExchange(options, protocol, _http, time);
        Resilience = new RemoteResilience(options, meters, time, NullLogger.Instance);
        Generator = new RemoteEmbeddingGenerator(
            options, protocol, Exchange, Resilience, _metrics, time, cacheEntries);
    }

    public RemoteExchange Exchange { get; }

    public RemoteResilience Resilience { get; }

    public RemoteEmbeddingGenerator Generator { get; }

    public void Dispose()
    {
        Generator.Dispose();
        _metrics.Dispose();
        _http.Dispose();
        _services.Dispose();
    }
}
