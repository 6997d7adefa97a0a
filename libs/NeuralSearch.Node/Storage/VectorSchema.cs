using NeuralSearch.Index;

namespace NeuralSearch.Node.Storage;

/// <summary>One vector of a collection; the unnamed one has the name "".</summary>
internal sealed record VectorSchema(string Name, int Dimensions, Metric Metric, HnswOptions Hnsw);
