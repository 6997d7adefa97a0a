namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>A chunk with its vector, float32[dimensions].</summary>
internal readonly record struct EmbeddedChunk(ChunkWork Work, ReadOnlyMemory<float> Vector);
