using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace NeuralSearch.Client.Channels;

/// <summary>
/// A channel to one service: calls are spread over its addresses, a dead connection is noticed, and reads
/// that failed for a passing reason are repeated within a budget. Thread-safe.
/// </summary>
public sealed class ServiceChannel : IDisposable
{
    private const string KeyHeader = "api-key";
    private const int MaxAttempts = 4;

    // A failed call takes a token, a good one gives a tenth: at most one call in ten is a repetition when a service
    // fails for long (gRFC A6, "retry throttling").
    private const int RetryTokens = 20;
    private const double TokensPerSuccess = 0.1;

    private readonly GrpcChannel _channel;

    /// <summary>Opens a channel; nothing is connected before the first call.</summary>
    /// <param name="service">What it is, for messages, such as <c>vector store</c>.</param>
    /// <param name="addresses">Addresses of the same service, at least one.</param>
    /// <param name="key">Sent as <c>api-key</c> with every call, unless the call brings one; null for none.</param>
    public ServiceChannel(string service, IReadOnlyList<Uri> addresses, string? key)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        ArgumentOutOfRangeException.ThrowIfZero(addresses.Count);
        Addresses = addresses;
        _channel = addresses.Count == 1
            ? GrpcChannel.ForAddress(addresses[0], Options())
            : GrpcChannel.ForAddress("static:///service", Balanced(addresses));
        CallInvoker named = _channel.Intercept(new UnreachableService(service, addresses));
        Invoker = key is null ? named : named.Intercept(WithKey(key));
    }

    /// <summary>Where it leads.</summary>
    public IReadOnlyList<Uri> Addresses { get; }

    /// <summary>Makes the calls.</summary>
    public CallInvoker Invoker { get; }

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();

    private static Func<Metadata, Metadata> WithKey(string key) => headers =>
    {
        if (headers.Get(KeyHeader) is null) headers.Add(KeyHeader, key);
        return headers;
    };

    private static GrpcChannelOptions Balanced(IReadOnlyList<Uri> addresses)
    {
        GrpcChannelOptions options = Options();
        options.ServiceConfig!.LoadBalancingConfigs.Add(new RoundRobinConfig());
        bool isSecure = addresses[0].Scheme == Uri.UriSchemeHttps;
        options.Credentials = isSecure ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure;
        options.ServiceProvider = new ServiceCollection()
            .AddSingleton<ResolverFactory>(new StaticResolverFactory(
                _ => addresses.Select(address => new BalancerAddress(address.Host, address.Port))))
            .BuildServiceProvider();
        return options;
    }

    private static GrpcChannelOptions Options() => new()
    {
        HttpHandler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            EnableMultipleHttp2Connections = true,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,

            // A peer that was stopped or cut off still holds its connection: without pings a call would wait for ever.
            KeepAlivePingDelay = TimeSpan.FromSeconds(10),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        },
        DisposeHttpClient = true,

        // A service that was started again is used again within seconds.
        InitialReconnectBackoff = TimeSpan.FromMilliseconds(100),
        MaxReconnectBackoff = TimeSpan.FromSeconds(2),
        MaxReceiveMessageSize = null,
        MaxSendMessageSize = null,
        ServiceConfig = new ServiceConfig
        {
            MethodConfigs = { Repeated() },
            RetryThrottling = new RetryThrottlingPolicy { MaxTokens = RetryTokens, TokenRatio = TokensPerSuccess },
        },
    };

    /// <summary>
    /// Reads may be made twice. A write is repeated by who made it, if at all: a second Create is told that it is there
    /// already, and a late second delete by a filter removes what was acknowledged in between.
    /// </summary>
    private static MethodConfig Repeated()
    {
        var config = new MethodConfig
        {
            RetryPolicy = new RetryPolicy
            {
                MaxAttempts = MaxAttempts,
                InitialBackoff = TimeSpan.FromMilliseconds(50),
                MaxBackoff = TimeSpan.FromSeconds(1),
                BackoffMultiplier = 2,
                RetryableStatusCodes = { StatusCode.Unavailable },
            },
        };
        foreach (MethodName name in Reads.Methods) config.Names.Add(name);
        return config;
    }
}
