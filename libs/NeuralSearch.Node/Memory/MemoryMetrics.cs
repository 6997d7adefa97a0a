using System.Diagnostics.Metrics;
using NeuralSearch.Index;

namespace NeuralSearch.Node.Memory;

/// <summary>
/// What the collections of a store take of the memory, each of the largest by its name: a name is chosen by a user, so
/// there must be few of them.
/// </summary>
internal sealed class MemoryMetrics : IDisposable
{
    /// <summary>Collections that are shown by name; the rest is one sum.</summary>
    public const int MaxNamed = 100;

    /// <summary>The label of that sum; no name of a collection is empty.</summary>
    public const string Others = "";

    private const string CollectionTag = "collection";
    private const string PlacementTag = "placement";

    private readonly CollectionStore _store;
    private readonly Meter _meter = new(NodeMetrics.MeterName);

    public MemoryMetrics(CollectionStore store)
    {
        _store = store;
        _meter.CreateObservableGauge(
            "neuralsearch.node.memory.budget", Budget, "By", "Memory that the collections may take together.");
        _meter.CreateObservableGauge(
            "neuralsearch.node.memory.used", Used, "By", "Memory that the collections take together.");
        _meter.CreateObservableGauge(
            "neuralsearch.node.memory.collection", OfCollections, "By", "Memory that a collection takes.");
    }

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> Budget() =>
        _store.Budget.LimitBytes is { } limit ? [new Measurement<long>(limit)] : [];

    private long Used()
    {
        _store.CountMemory();
        return _store.Budget.UsedBytes;
    }

    private IEnumerable<Measurement<long>> OfCollections()
    {
        (string Name, long Bytes, Placement Placement)[] collections =
        [
            .. _store.MemoryOfCollections.OrderByDescending(c => c.Bytes).ThenBy(c => c.Name, StringComparer.Ordinal),
        ];
        foreach ((string name, long bytes, Placement placement) in collections.Take(MaxNamed))
            yield return new Measurement<long>(bytes, new(CollectionTag, name), new(PlacementTag, placement.ToString()));
        if (collections.Length > MaxNamed)
            yield return new Measurement<long>(
                collections.Skip(MaxNamed).Sum(c => c.Bytes), new KeyValuePair<string, object?>(CollectionTag, Others));
    }
}
