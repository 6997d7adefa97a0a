using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Ingestion.Store;

/// <summary>A payload field that is to be indexed for filters.</summary>
internal sealed record FieldIndex(string Field, FieldType Type);
