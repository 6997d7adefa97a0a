using System.Diagnostics;

namespace NeuralSearch.Ingestion;

/// <summary>What ingestion traces; every name is listed in docs/telemetry.md.</summary>
internal static class IngestionActivities
{
    /// <summary>One ingestion, from its first document to its last.</summary>
    public const string Ingestion = "neuralsearch.ingestion";

    public static readonly ActivitySource Source = new("NeuralSearch.Ingestion");
}
