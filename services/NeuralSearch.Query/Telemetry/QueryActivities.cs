using System.Diagnostics;

namespace NeuralSearch.Query.Telemetry;

/// <summary>Activities of the query service; a stage brings its own name.</summary>
internal static class QueryActivities
{
    /// <summary>One query through the pipeline; the parent of its stages.</summary>
    public const string Query = "neuralsearch.query";

    public static readonly ActivitySource Source = new("NeuralSearch.Query");
}
