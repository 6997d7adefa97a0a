using NeuralSearch.Client.Channels;
using NeuralSearch.Contracts.Embedding;
using NeuralSearch.Contracts.Qdrant;
using Xunit;

namespace NeuralSearch.UnitTests.Client.Channels;

public sealed class ReadsTests
{
    // A method of the contract is in one of the two lists: a new one must be judged.
    private static readonly string[] Writes =
    [
        "qdrant.Collections/Create", "qdrant.Collections/Update", "qdrant.Collections/Delete",
        "qdrant.Collections/UpdateAliases", "qdrant.Collections/UpdateCollectionClusterSetup",
        "qdrant.Collections/CreateShardKey", "qdrant.Collections/DeleteShardKey",
        "qdrant.Points/Upsert", "qdrant.Points/Delete", "qdrant.Points/UpdateVectors", "qdrant.Points/DeleteVectors",
        "qdrant.Points/SetPayload", "qdrant.Points/OverwritePayload", "qdrant.Points/DeletePayload",
        "qdrant.Points/ClearPayload", "qdrant.Points/CreateFieldIndex", "qdrant.Points/DeleteFieldIndex",
        "qdrant.Points/CreateVectorName", "qdrant.Points/DeleteVectorName", "qdrant.Points/UpdateBatch",
        "qdrant.Snapshots/Create", "qdrant.Snapshots/Delete", "qdrant.Snapshots/CreateFull",
        "qdrant.Snapshots/DeleteFull",
    ];

    [Fact]
    public void Every_method_of_the_contracts_is_a_read_or_a_write()
    {
        IEnumerable<string> contract = new[]
            {
                Qdrant.Descriptor, Collections.Descriptor, Points.Descriptor, Snapshots.Descriptor,
                Embeddings.Descriptor,
            }
            .SelectMany(service => service.Methods)
            .Select(method => $"{method.Service.FullName}/{method.Name}");

        IEnumerable<string> reads = Reads.Methods.Select(name => $"{name.Service}/{name.Method}");

        Assert.Equal(contract.Order(), reads.Concat(Writes).Order());
    }
}
