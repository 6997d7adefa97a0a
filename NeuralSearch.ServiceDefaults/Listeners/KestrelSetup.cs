using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace NeuralSearch.ServiceDefaults.Listeners;

/// <summary>
/// The listeners of the process. A fresh configuration loader replaces the one that reads the <c>Kestrel</c> section,
/// so that no file or environment variable opens a listener beside these, let alone beyond loopback.
/// </summary>
internal sealed class KestrelSetup(ListenerPorts ports) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Configure();
        options.ListenLocalhost(ports.Http, listener => listener.Protocols = HttpProtocols.Http1);
        if (ports.Grpc is { } grpc)
            options.ListenLocalhost(grpc, listener => listener.Protocols = HttpProtocols.Http2);
    }
}
