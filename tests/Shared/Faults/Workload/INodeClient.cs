using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Testing.Faults.Workload;

/// <summary>A node as its users see it, be it a process or not.</summary>
public interface INodeClient
{
    /// <summary>Qdrant's points service.</summary>
    Points.PointsClient Points { get; }

    /// <summary>Qdrant's collections service.</summary>
    Collections.CollectionsClient Collections { get; }
}
