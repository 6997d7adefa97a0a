using Microsoft.Extensions.Logging;
using NeuralSearch.Catalog;

namespace NeuralSearch.Ingestion;

/// <summary>Log messages of ingestion (from 1000) and of the catalog that it opens (from 5000).</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "Starting ingestion {RunId} from {Source} into {Collection}")]
    public static partial void StartedIngestion(ILogger logger, string runId, string source, string collection);

    [LoggerMessage(1001, LogLevel.Information,
        "Ended ingestion {RunId} as {State}: {Stored} stored, {Unchanged} unchanged, {Failed} failed, {Chunks} chunks "
        + "in {DurationMs:F0} ms ({Reason})")]
    public static partial void EndedIngestion(
        ILogger logger, string runId, IngestionState state, long stored, long unchanged, long failed, long chunks,
        double durationMs, string reason);

    [LoggerMessage(1002, LogLevel.Warning, "Found {Count} ingestions that an earlier process did not end")]
    public static partial void FoundAbandonedIngestions(ILogger logger, int count);

    [LoggerMessage(1003, LogLevel.Error, "Saving the end of ingestion {RunId} failed")]
    public static partial void SavingIngestionFailed(ILogger logger, Exception exception, string runId);

    [LoggerMessage(1004, LogLevel.Error, "Ingestion {RunId} failed")]
    public static partial void IngestionFailed(ILogger logger, Exception exception, string runId);

    [LoggerMessage(1005, LogLevel.Warning, "The client of ingestion {RunId} does not take the answer")]
    public static partial void AnswerNotTaken(ILogger logger, Exception exception, string runId);

    [LoggerMessage(1010, LogLevel.Information, "Loading the sample {Path} into {Collection}, {Lines} lines")]
    public static partial void LoadingSample(ILogger logger, string path, string collection, long lines);

    [LoggerMessage(1011, LogLevel.Information, "Not loading the sample: {Reason}")]
    public static partial void SkippedSample(ILogger logger, string reason);

    [LoggerMessage(1012, LogLevel.Error, "Loading the sample failed; it goes on at the next start")]
    public static partial void SampleFailed(ILogger logger, Exception exception);

    [LoggerMessage(1013, LogLevel.Warning, "Line {Line} of the sample was refused: {Error}")]
    public static partial void SampleLineRefused(ILogger logger, long line, string error);

    [LoggerMessage(1014, LogLevel.Warning, "Waiting with the sample: {Reason}")]
    public static partial void WaitingWithSample(ILogger logger, string reason);

    [LoggerMessage(5000, LogLevel.Information, "Opened the catalog {Path} in {DurationMs:F0} ms")]
    public static partial void OpenedCatalog(ILogger logger, string path, double durationMs);
}
