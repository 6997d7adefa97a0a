namespace NeuralSearch.ServiceDefaults.Listeners;

/// <summary>
/// The gRPC listener on loopback: HTTP/2 without TLS (prior knowledge), which cannot share a port with HTTP/1.1.
/// </summary>
public sealed class GrpcListenerOptions
{
    /// <summary>Where the options stand in the configuration.</summary>
    public const string Section = "NeuralSearch:Grpc";

    /// <summary>
    /// TCP port, 1 to 65535; 0, or not set, is off. A service that speaks gRPC has a default of its own.
    /// </summary>
    public int? Port { get; set; }
}
