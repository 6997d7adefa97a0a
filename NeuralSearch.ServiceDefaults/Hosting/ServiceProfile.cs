namespace NeuralSearch.ServiceDefaults.Hosting;

/// <summary>What is particular about a service as a process of its own.</summary>
/// <param name="Name">Its short name: the name in traces, and of its folder of data.</param>
/// <param name="Description">One sentence for <c>--help</c>.</param>
/// <param name="HttpPort">The HTTP port when none is configured.</param>
/// <param name="GrpcPort">The gRPC port when none is configured; null if the service speaks no gRPC.</param>
/// <param name="DataFolder">
/// Where it keeps its data when no folder is configured, below the user's local application data; null if it keeps
/// none.
/// </param>
/// <param name="HasNode">Whether it has a vector node, whose memory has a budget.</param>
public sealed record ServiceProfile(
    string Name, string Description, int HttpPort, int? GrpcPort = null, string? DataFolder = null,
    bool HasNode = false);
