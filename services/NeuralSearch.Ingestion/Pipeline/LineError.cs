namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>Why a line of the input was not stored.</summary>
internal readonly record struct LineError(long Line, string? Id, string Error);
