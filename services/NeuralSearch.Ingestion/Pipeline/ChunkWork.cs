using NeuralSearch.Ingestion.Preparation;

namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>A chunk on its way through the stages; the chunks of a document come one after another, in order.</summary>
internal readonly record struct ChunkWork(DocumentWork Work, Chunk Chunk, bool IsLast)
{
    /// <summary>The text that is embedded.</summary>
    public string EmbeddedText =>
        string.Concat(Work.PassagePrefix, Work.Document.Text.AsSpan(Chunk.Start, Chunk.End - Chunk.Start));
}
