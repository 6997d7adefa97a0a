using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace NeuralSearch.ServiceDefaults.Listeners;

/// <summary>
/// Listeners are bound by <c>NeuralSearch:Listen</c>, <c>NeuralSearch:Http:Port</c> and <c>NeuralSearch:Grpc:Port</c>,
/// and by nothing else.
/// </summary>
internal static class ListenerExtensions
{
    public static void AddListeners(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<HttpListenerOptions>()
            .BindConfiguration(HttpListenerOptions.Section)
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<HttpListenerOptions>, ListenerOptionsValidator>();
        builder.Services.AddSingleton<IValidateOptions<GrpcListenerOptions>, ListenerOptionsValidator>();
        builder.Services.AddOptions<GrpcListenerOptions>()
            .BindConfiguration(GrpcListenerOptions.Section)
            .Validate<IOptions<HttpListenerOptions>>(
                (grpc, http) => grpc.Port != http.Value.Port,
                $"{GrpcListenerOptions.Section}:Port and {HttpListenerOptions.Section}:Port must differ: "
                + "HTTP/1.1 and HTTP/2 without TLS cannot share a port.")
            .ValidateOnStart();
        builder.Services.AddOptions<ListenOptions>().BindConfiguration(ListenOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ListenOptions>, ListenOptions.Validator>();
        builder.Services.TryAddSingleton(ResolvePorts);
        builder.Services.AddSingleton<IConfigureOptions<KestrelServerOptions>, KestrelSetup>();
        builder.Services.AddSingleton<IStartupFilter, HostingUrlsFilter>();
        builder.Services.AddHostedService<PortCheck>();
    }

    public static void UseListenerGate(this WebApplication app) => app.UseMiddleware<ListenerGate>();

    private static ListenerPorts ResolvePorts(IServiceProvider services)
    {
        var http = services.GetRequiredService<IOptions<HttpListenerOptions>>().Value.Port;
        var grpc = services.GetRequiredService<IOptions<GrpcListenerOptions>>().Value.Port;
        return new ListenerPorts(http, grpc is 0 ? null : grpc);
    }
}
