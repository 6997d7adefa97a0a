using NeuralSearch.ServiceDefaults.Problems;

namespace NeuralSearch.Query.Telemetry;

/// <summary>How a query ended, as a label: few values, and a client's fault is told from ours.</summary>
internal static class QueryOutcome
{
    public const string Ok = "ok";

    public static string Of(Problem? problem) => problem?.Status switch
    {
        404 => "not_found",
        499 => "cancelled",
        >= 400 and < 500 => "invalid",
        503 => "unavailable",
        504 => "timeout",
        _ => "error",
    };
}
