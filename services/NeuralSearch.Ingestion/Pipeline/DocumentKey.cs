namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>A document of a collection.</summary>
internal readonly record struct DocumentKey(string Collection, string DocumentId);
