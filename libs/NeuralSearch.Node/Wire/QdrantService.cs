using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Node.Wire;

/// <summary><c>qdrant.Qdrant</c>: tells clients who answers and which version of the contract.</summary>
public sealed class QdrantService : Contracts.Qdrant.Qdrant.QdrantBase
{
    /// <summary>Qdrant's version whose contract this node serves; clients compare it with their own.</summary>
    public const string ContractVersion = "1.18.3";

    /// <inheritdoc/>
    public override Task<HealthCheckReply> HealthCheck(HealthCheckRequest request, ServerCallContext context) =>
        Task.FromResult(new HealthCheckReply { Title = "NeuralSearch vector node", Version = ContractVersion });
}
