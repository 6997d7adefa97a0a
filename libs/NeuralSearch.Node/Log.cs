using Microsoft.Extensions.Logging;
using NeuralSearch.Index;

namespace NeuralSearch.Node;

internal static partial class LogMessages
{
    [LoggerMessage(3000, LogLevel.Information,
        "Opened collection {Collection} with {Points} points, placed in {Placement}, in {DurationMs:0} ms")]
    public static partial void CollectionOpened(
        this ILogger logger, string collection, long points, Placement placement, double durationMs);

    [LoggerMessage(3008, LogLevel.Warning,
        "The collections take {Used} of memory, more than their budget of {Budget}: they serve, and what would add to " +
        "them is refused. Delete points or collections, or start with a larger --memory")]
    public static partial void MemoryExceeded(this ILogger logger, string used, string budget);

    [LoggerMessage(3001, LogLevel.Information, "Created collection {Collection}")]
    public static partial void CollectionCreated(this ILogger logger, string collection);

    [LoggerMessage(3002, LogLevel.Information, "Deleted collection {Collection}")]
    public static partial void CollectionDeleted(this ILogger logger, string collection);

    [LoggerMessage(3003, LogLevel.Warning,
        "Cut an unfinished write off the end of {File}: {Bytes} bytes at offset {Offset}; " +
        "nothing acknowledged was in it")]
    public static partial void TailCut(this ILogger logger, string file, long offset, long bytes);

    [LoggerMessage(3004, LogLevel.Error,
        "Collection {Collection} is damaged and is kept apart: {File} at offset {Offset}. The others serve")]
    public static partial void CollectionDamaged(
        this ILogger logger, Exception damage, string collection, string file, long offset);

    [LoggerMessage(3006, LogLevel.Information,
        "Wrote a checkpoint of collection {Collection} as of operation {Sequence}: {Bytes} bytes in {DurationMs:0} ms")]
    public static partial void CheckpointWritten(
        this ILogger logger, string collection, ulong sequence, long bytes, double durationMs);

    [LoggerMessage(3007, LogLevel.Warning,
        "A checkpoint of collection {Collection} could not be written; the log keeps everything, and it is tried again")]
    public static partial void CheckpointFailed(this ILogger logger, Exception error, string collection);

    [LoggerMessage(3005, LogLevel.Error, "{Method} failed")]
    public static partial void RequestFailed(this ILogger logger, Exception error, string method);
}
