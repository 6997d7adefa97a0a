using NeuralSearch.Index;

namespace NeuralSearch.Node.Storage;

/// <summary>One vector of a collection; the unnamed one has the name "".</summary>
/// <param name="Name">Its name.</param>
/// <param name="Dimensions">Components of a row.</param>
/// <param name="Metric">The distance.</param>
/// <param name="Hnsw">Parameters of the graph.</param>
/// <param name="IsOnDisk">Whether its rows are to be mapped, however much memory there is.</param>
internal sealed record VectorSchema(string Name, int Dimensions, Metric Metric, HnswOptions Hnsw, bool IsOnDisk = false)
{
    /// <summary>
    /// Where it is when its collection is placed somewhere: codes stay in memory where a traversal is on them.
    /// </summary>
    public Placement Place(Placement collection) => collection switch
    {
        Placement.Memory when IsOnDisk => Placement.MappedRows,
        Placement.MappedCodes when Hnsw.Codes is not (VectorCodes.Bits1 or VectorCodes.Bits4) => Placement.MappedRows,
        _ => collection,
    };
}
