using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Query.Pipeline;

/// <summary>A document and its best chunk.</summary>
/// <param name="Document">The document's id.</param>
/// <param name="Chunk">The point that is the best chunk.</param>
/// <param name="Score">The node's score of that chunk.</param>
internal readonly record struct DocumentHit(string Document, PointId Chunk, float Score);
