using Microsoft.Extensions.Logging;

namespace NeuralSearch.Query;

/// <summary>
/// Log messages of the query service: event ids 4000 and up. The text of a query is nobody's business: never here.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Debug, "Query answered with {Results} documents in {DurationMs} ms")]
    public static partial void QueryAnswered(ILogger logger, int results, double durationMs);

    [LoggerMessage(4001, LogLevel.Debug, "Query not answered: {Outcome}, status {Status}")]
    public static partial void QueryNotAnswered(ILogger logger, string outcome, int status);
}
