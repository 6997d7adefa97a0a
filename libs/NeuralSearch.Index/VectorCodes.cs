namespace NeuralSearch.Index;

/// <summary>What an HNSW graph is built and traversed on. The distances of results are exact in every case.</summary>
public enum VectorCodes
{
    /// <summary>
    /// <see cref="U8"/> from <see cref="HnswOptions.AutomaticU8Dimensions"/> components on, <see cref="Raw"/> below, and
    /// for rows of bytes and bits, which are as short as codes.
    /// </summary>
    Automatic,

    /// <summary>The rows themselves.</summary>
    Raw,

    /// <summary>
    /// One byte a component beside the rows, trained on them: a quarter of the memory traffic. What a traversal finds
    /// is ranked by its exact distance.
    /// </summary>
    U8,

    /// <summary>
    /// Four bits a component above <see cref="U8"/>: a traversal is on them, and all it finds is ranked by the codes of
    /// a byte, then the best of it by exact distance. Cosine and Euclid only.
    /// </summary>
    Bits4,

    /// <summary>
    /// One bit a component above <see cref="U8"/> (RaBitQ, arXiv:2405.12497), used in the same way: a thirtieth of the
    /// memory traffic of the rows, for a wider beam at equal recall. Cosine and Euclid only.
    /// </summary>
    Bits1,
}
