using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NeuralSearch.ServiceDefaults;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.ServiceDefaults;

/// <summary>A process of the platform on real sockets: the service defaults, and what a test adds.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private TestHost(WebApplication app, int httpPort, int? grpcPort)
    {
        App = app;
        HttpPort = httpPort;
        GrpcPort = grpcPort;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{httpPort}") };
    }

    public WebApplication App { get; }

    public int HttpPort { get; }

    public int? GrpcPort { get; }

    public HttpClient Http { get; }

    public static async Task<TestHost> StartAsync(
        Action<WebApplicationBuilder>? add = null,
        Action<WebApplication>? map = null,
        bool grpc = false,
        params (string Key, string? Value)[] settings)
    {
        var (http, second) = FreePorts.TakeTwo();
        return await StartAsync(http, grpc ? second : null, add, map, settings);
    }

    /// <summary>On ports that the test chooses.</summary>
    public static async Task<TestHost> StartAsync(
        int httpPort,
        int? grpcPort,
        Action<WebApplicationBuilder>? add = null,
        Action<WebApplication>? map = null,
        params (string Key, string? Value)[] settings)
    {
        var app = Build(httpPort, grpcPort, add, map, settings);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestHost(app, httpPort, grpcPort);
    }

    public static WebApplication Build(
        int httpPort,
        int? grpcPort,
        Action<WebApplicationBuilder>? add = null,
        Action<WebApplication>? map = null,
        params (string Key, string? Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = Environments.Production,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            settings.Select(s => KeyValuePair.Create(s.Key, s.Value))
                .Append(new("NeuralSearch:Http:Port", $"{httpPort}"))
                .Append(new("NeuralSearch:Grpc:Port", $"{grpcPort}")));
        builder.AddServiceDefaults();
        add?.Invoke(builder);
        var app = builder.Build();
        app.MapServiceDefaults();
        map?.Invoke(app);
        return app;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await App.DisposeAsync();
    }
}
