namespace NeuralSearch.Catalog;

/// <summary>A document that has become durable at the vector node.</summary>
/// <param name="DocumentId">The id that the user gave.</param>
/// <param name="ContentHash">Hash of the content and of the way it was prepared.</param>
/// <param name="ChunkCount">Number of chunks, numbered from 0 without a gap.</param>
/// <param name="Source">Where the document came from, e.g. "http" or "sample".</param>
public sealed record DocumentCommit(string DocumentId, byte[] ContentHash, int ChunkCount, string Source);
