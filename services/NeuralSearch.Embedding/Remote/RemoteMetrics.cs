using System.Diagnostics.Metrics;

namespace NeuralSearch.Embedding.Remote;

/// <summary>What the calls of a remote embedder measure beside <c>gen_ai.client.*</c>.</summary>
internal sealed class RemoteMetrics
{
    public const string MeterName = "NeuralSearch.Embedding";

    private readonly Counter<long> _retries;

    public RemoteMetrics(IMeterFactory meters, Func<bool> isCircuitOpen)
    {
        Meter meter = meters.Create(MeterName);
        _retries = meter.CreateCounter<long>(
            "neuralsearch.embedding.remote.retries", "{retry}",
            "Requests to the remote embedder that were repeated after a passing failure.");
        meter.CreateObservableGauge(
            "neuralsearch.embedding.remote.circuit", () => isCircuitOpen() ? 1 : 0, unit: null,
            "1 while the remote embedder is left alone because it failed, else 0.");
    }

    public void CountRetry(RemoteFailure failure) =>
        _retries.Add(1, new KeyValuePair<string, object?>("error.type", failure.Name()));
}
