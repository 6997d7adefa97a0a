namespace NeuralSearch.Index;

/// <summary>What an HNSW graph is built and traversed on. The distances of results are exact in every case.</summary>
public enum VectorCodes
{
    /// <summary>
    /// <see cref="U8"/> from <see cref="HnswOptions.AutomaticU8Dimensions"/> components on, <see cref="Raw"/> below.
    /// </summary>
    Automatic,

    /// <summary>The float32 rows themselves.</summary>
    Raw,

    /// <summary>
    /// One byte a component beside the rows, trained on them: a quarter of the memory traffic. What a traversal finds
    /// is ranked by its exact distance.
    /// </summary>
    U8,
}
