namespace NeuralSearch.Query.Answer;

/// <summary>Where the time of a query went, in milliseconds.</summary>
/// <param name="EmbedMs">The query text to a vector; near 0 if it was asked before.</param>
/// <param name="SearchMs">The nearest chunks, collapsed to documents.</param>
/// <param name="EnrichMs">Payloads, highlights, reasons.</param>
/// <param name="TotalMs">All of it, and what lies between.</param>
public sealed record StageTimings(double EmbedMs, double SearchMs, double EnrichMs, double TotalMs);
