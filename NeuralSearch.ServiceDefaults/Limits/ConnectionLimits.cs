using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace NeuralSearch.ServiceDefaults.Limits;

/// <summary>
/// Every limit of the web server that matters against slow, many and large, stated even where it is the default: what
/// holds is then read here, and does not change with a version of the framework.
/// </summary>
internal sealed class ConnectionLimits(IOptions<LimitOptions> options) : IConfigureOptions<KestrelServerOptions>
{
    private const int MaxHeaders = 100;
    private const int MaxHeaderBytes = 32 << 10;
    private const int MaxRequestLineBytes = 8 << 10;
    private const int MaxStreams = 100;
    private const int ConnectionWindowBytes = 1 << 20;
    private const int StreamWindowBytes = 768 << 10;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public void Configure(KestrelServerOptions server)
    {
        LimitOptions limits = options.Value;
        server.Limits.MaxConcurrentConnections = limits.MaxConnections;
        server.Limits.MaxConcurrentUpgradedConnections = 0; // nothing here upgrades a connection
        server.Limits.MaxRequestBodySize = limits.MaxBodyBytes;
        server.Limits.MaxRequestHeaderCount = MaxHeaders;
        server.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        server.Limits.MaxRequestLineSize = MaxRequestLineBytes;
        server.Limits.RequestHeadersTimeout = limits.HeaderTimeout;
        server.Limits.KeepAliveTimeout = limits.IdleTimeout;
        server.Limits.MinRequestBodyDataRate = new MinDataRate(limits.SlowestSender, Grace);
        server.Limits.MinResponseDataRate = new MinDataRate(limits.SlowestReader, Grace);

        server.Limits.Http2.MaxStreamsPerConnection = MaxStreams;
        server.Limits.Http2.MaxRequestHeaderFieldSize = MaxHeaderBytes;
        server.Limits.Http2.InitialConnectionWindowSize = ConnectionWindowBytes;
        server.Limits.Http2.InitialStreamWindowSize = StreamWindowBytes;
        server.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        server.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
    }
}
