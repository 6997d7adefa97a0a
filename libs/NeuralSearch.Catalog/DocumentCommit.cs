namespace NeuralSearch.Catalog;

/// <summary>A document that has become durable at the vector node.</summary>
/// <param name="Origin">The document and where it came from.</param>
/// <param name="ContentHash">Hash of the content and of the way it was prepared.</param>
/// <param name="ChunkCount">Number of chunks, numbered from 0 without a gap.</param>
public sealed record DocumentCommit(DocumentOrigin Origin, byte[] ContentHash, int ChunkCount);
