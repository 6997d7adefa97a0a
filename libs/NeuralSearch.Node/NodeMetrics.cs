using System.Diagnostics.Metrics;

namespace NeuralSearch.Node;

/// <summary>What the node measures of itself; every name is listed in docs/telemetry.md.</summary>
internal static class NodeMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "NeuralSearch.Node";

    private static readonly Meter Meter = new(MeterName);

    public static readonly Histogram<double> RequestDuration = Meter.CreateHistogram<double>(
        "neuralsearch.node.request.duration", "s", "Time of a request to the node, by method and status.");

    public static readonly Histogram<double> SearchDuration = Meter.CreateHistogram<double>(
        "neuralsearch.ann.search.duration", "s", "Time of a nearest-neighbour search in the node, filter included.");

    public static readonly Histogram<double> LogSyncDuration = Meter.CreateHistogram<double>(
        "neuralsearch.node.log.sync.duration", "s", "Time to write and sync one frame of the write-ahead log.");

    public static readonly Counter<long> LogBytes = Meter.CreateCounter<long>(
        "neuralsearch.node.log.bytes", "By", "Bytes written to write-ahead logs.");

    public static readonly Counter<long> LogFailures = Meter.CreateCounter<long>(
        "neuralsearch.node.log.failures", "{failure}", "Writes or syncs of a write-ahead log that failed.");

    public static readonly Counter<long> Operations = Meter.CreateCounter<long>(
        "neuralsearch.node.operations", "{operation}", "Write operations that became durable.");

    public static readonly Histogram<double> CheckpointDuration = Meter.CreateHistogram<double>(
        "neuralsearch.node.checkpoint.duration", "s", "Time to write a checkpoint of a collection.");

    public static readonly Counter<long> CheckpointBytes = Meter.CreateCounter<long>(
        "neuralsearch.node.checkpoint.bytes", "By", "Bytes written to checkpoints.");

    public static readonly Counter<long> CheckpointFailures = Meter.CreateCounter<long>(
        "neuralsearch.node.checkpoint.failures", "{failure}", "Checkpoints that could not be written.");
}
