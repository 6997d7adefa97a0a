using System.IO.Compression;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace NeuralSearch.ServiceDefaults.Grpc;

/// <summary>What every service that speaks gRPC has: limits, compression and the health service.</summary>
public static class GrpcServerExtensions
{
    /// <summary>Registers them; the listener opens when its port is configured.</summary>
    public static IHostApplicationBuilder AddGrpcServer(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddGrpc(Configure);
        builder.Services.AddGrpcHealthChecks();
        return builder;
    }

    /// <summary>Maps the health service of gRPC (<c>grpc.health.v1.Health</c>).</summary>
    public static IEndpointRouteBuilder MapGrpcServer(this IEndpointRouteBuilder app)
    {
        app.MapGrpcHealthChecksService();
        return app;
    }

    private static void Configure(GrpcServiceOptions options)
    {
        options.MaxReceiveMessageSize = GrpcLimits.MaxReceiveMessageBytes;
        options.MaxSendMessageSize = null;
        options.ResponseCompressionAlgorithm = "gzip"; // for clients that accept it
        options.ResponseCompressionLevel = CompressionLevel.Fastest;
    }
}
