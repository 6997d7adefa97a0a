using NeuralSearch.ServiceDefaults.Listeners;

namespace NeuralSearch.ServiceDefaults.Hosting;

/// <summary>Configuration keys that the command line sets.</summary>
public static class ServiceKeys
{
    /// <summary>The data folder.</summary>
    public const string DataPath = "NeuralSearch:DataPath";

    /// <summary>The memory budget of a vector node.</summary>
    public const string Memory = "NeuralSearch:Memory";

    /// <summary>The HTTP port.</summary>
    public const string HttpPort = HttpListenerOptions.Section + ":Port";

    /// <summary>The gRPC port.</summary>
    public const string GrpcPort = GrpcListenerOptions.Section + ":Port";
}
