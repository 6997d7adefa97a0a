using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace NeuralSearch.ServiceDefaults.Listeners;

/// <summary>
/// The listeners of the process. A fresh configuration loader replaces the one that reads the <c>Kestrel</c> section,
/// so that no file or environment variable opens a listener beside these.
/// </summary>
internal sealed class KestrelSetup(ListenerPorts ports, IOptions<ListenOptions> listen)
    : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Configure();
        listen.Value.Bind(options, ports.Http, HttpProtocols.Http1);
        if (ports.Grpc is { } grpc) listen.Value.Bind(options, grpc, HttpProtocols.Http2);
    }
}
