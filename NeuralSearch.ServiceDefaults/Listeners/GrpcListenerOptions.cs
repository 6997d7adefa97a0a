namespace NeuralSearch.ServiceDefaults.Listeners;

/// <summary>
/// The gRPC listener on loopback: HTTP/2 without TLS (prior knowledge), which cannot share a port with HTTP/1.1.
/// </summary>
public sealed class GrpcListenerOptions
{
    /// <summary>Where the options stand in the configuration.</summary>
    public const string Section = "NeuralSearch:Grpc";

    /// <summary>The port when a service speaks gRPC and none is configured.</summary>
    public const int DefaultPort = 6334;

    /// <summary>
    /// TCP port, 1 to 65535; 0 is off; not set is <see cref="DefaultPort"/> if a service of the process called
    /// <see cref="Grpc.GrpcServerExtensions.AddGrpcServer"/>, and off otherwise.
    /// </summary>
    public int? Port { get; set; }
}
