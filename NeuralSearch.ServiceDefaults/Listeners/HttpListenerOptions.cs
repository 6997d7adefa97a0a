namespace NeuralSearch.ServiceDefaults.Listeners;

/// <summary>The HTTP/1.1 listener on loopback: the page, the API, health and metrics.</summary>
public sealed class HttpListenerOptions
{
    /// <summary>Where the options stand in the configuration.</summary>
    public const string Section = "NeuralSearch:Http";

    /// <summary>The port when none is configured.</summary>
    public const int DefaultPort = 7700;

    /// <summary>TCP port, 1 to 65535.</summary>
    public int Port { get; set; } = DefaultPort;
}
