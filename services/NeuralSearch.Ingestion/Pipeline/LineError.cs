namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>Why a line or file of the input was not stored; without either, what else there is to say.</summary>
internal readonly record struct LineError(string? File, long? Line, string? Id, string Error);
