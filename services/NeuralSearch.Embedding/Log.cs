using Microsoft.Extensions.Logging;

namespace NeuralSearch.Embedding;

/// <summary>The log events of the embedding service, 2000 to 2099.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "Loading the embedding model {Model}")]
    public static partial void ModelLoading(this ILogger logger, string model);

    [LoggerMessage(2001, LogLevel.Information,
        "Loaded the embedding model {Model} ({Dimensions} dimensions, {Workers} workers) from "
        + "{Folder} in {DurationMs} ms")]
    public static partial void ModelLoaded(
        this ILogger logger, string model, int dimensions, int workers, string folder, long durationMs);

    [LoggerMessage(2002, LogLevel.Error,
        "The embedding model {Model} could not be loaded, so nothing can be ingested or searched by meaning: {Reason} "
        + "Mend that, and start the process again.")]
    public static partial void ModelLoadFailed(this ILogger logger, Exception exception, string model, string reason);

    [LoggerMessage(2010, LogLevel.Information,
        "Serving the model {Model} of the remote embedder {Endpoint} ({Kind}) instead of a local one")]
    public static partial void RemoteServing(this ILogger logger, string model, string endpoint, string kind);

    [LoggerMessage(2011, LogLevel.Information, "The remote embedder answers: {Model} has {Dimensions} dimensions")]
    public static partial void RemoteAnswers(this ILogger logger, string model, int dimensions);

    [LoggerMessage(2012, LogLevel.Warning, "The remote embedder does not serve yet: {Reason}")]
    public static partial void RemoteNotServing(this ILogger logger, string reason);

    [LoggerMessage(2013, LogLevel.Warning, "Leaving the remote embedder alone until it answers a trial: {Reason}")]
    public static partial void RemoteCircuitOpened(this ILogger logger, string reason);

    [LoggerMessage(2014, LogLevel.Information, "The remote embedder serves again")]
    public static partial void RemoteCircuitClosed(this ILogger logger);
}
