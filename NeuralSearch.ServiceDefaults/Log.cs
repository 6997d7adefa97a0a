using Microsoft.Extensions.Logging;

namespace NeuralSearch.ServiceDefaults;

/// <summary>Log messages of the service defaults: event ids 6000 and up.</summary>
internal static partial class Log
{
    [LoggerMessage(6000, LogLevel.Error, "{Method} {Path} failed, trace id {TraceId}")]
    public static partial void RequestFailed(
        ILogger logger, Exception cause, string method, string path, string traceId);
}
