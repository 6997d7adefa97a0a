namespace NeuralSearch.Inference;

/// <summary>Who waits for a text's vector.</summary>
internal enum EmbeddingLane
{
    /// <summary>A person: goes out as soon as a worker is free, alone, before all bulk.</summary>
    Interactive,

    /// <summary>An ingestion: waits a little for company, and for the interactive lane to be empty.</summary>
    Bulk,
}
