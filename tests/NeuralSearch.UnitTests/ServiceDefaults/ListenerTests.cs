using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NeuralSearch.ServiceDefaults.Listeners;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.ServiceDefaults;

[Collection(SequentialHosts.Name)]
public sealed class ListenerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_loopback_is_bound_whatever_the_framework_is_told()
    {
        var (elsewhere, endpoint) = FreePorts.TakeTwo();

        await using var host = await TestHost.StartAsync(settings:
        [
            ("urls", $"http://0.0.0.0:{elsewhere}"),
            ("http_ports", $"{elsewhere}"),
            ("preferHostingUrls", "true"),
            ("Kestrel:Endpoints:Extra:Url", $"http://0.0.0.0:{endpoint}"),
        ]);

        Assert.Equal(
            new[] { $"http://localhost:{host.HttpPort}" }, host.App.Urls.ToArray());
        var listening = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners();
        Assert.DoesNotContain(listening, l => l.Port == elsewhere || l.Port == endpoint);
        Assert.All(listening.Where(l => l.Port == host.HttpPort), l => Assert.True(IPAddress.IsLoopback(l.Address)));
        Assert.Equal(HttpStatusCode.OK, (await host.Http.GetAsync("/livez", Token)).StatusCode);
    }

    [Fact]
    public async Task ASPNETCORE_URLS_has_no_effect_and_no_warning()
    {
        const string Variable = "ASPNETCORE_URLS";
        var elsewhere = FreePorts.Take();
        var before = Environment.GetEnvironmentVariable(Variable);
        var log = new WarningLog();
        Environment.SetEnvironmentVariable(Variable, $"http://0.0.0.0:{elsewhere}");
        try
        {
            await using var host = await TestHost.StartAsync(builder => builder.Logging.AddProvider(log));

            Assert.Equal([$"http://localhost:{host.HttpPort}"], host.App.Urls);
            Assert.DoesNotContain(
                IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(), l => l.Port == elsewhere);
            Assert.Empty(log.Messages);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, before);
        }
    }

    [Fact]
    public async Task IPv6_loopback_is_served_where_there_is_one()
    {
        Assert.SkipUnless(HasIPv6Loopback(), "this machine has no IPv6 loopback");
        await using var host = await TestHost.StartAsync();

        var response = await host.Http.GetAsync(new Uri($"http://[::1]:{host.HttpPort}/livez"), Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Answers_do_not_name_the_server()
    {
        await using var host = await TestHost.StartAsync();

        var response = await host.Http.GetAsync("/livez", Token);

        Assert.False(response.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData(false, "--http-port", "NeuralSearch:Http:Port")]
    [InlineData(true, "--grpc-port", "NeuralSearch:Grpc:Port")]
    public async Task A_taken_port_is_named_with_the_option_that_changes_it(bool grpc, string option, string path)
    {
        using var holder = FreePorts.Listen();
        var taken = FreePorts.PortOf(holder);
        var free = FreePorts.Take();
        await using var app = grpc ? TestHost.Build(free, taken) : TestHost.Build(taken, null);

        var exception = await Assert.ThrowsAsync<PortUnavailableException>(() => app.StartAsync(Token));

        Assert.Equal(taken, exception.Port);
        Assert.Equal(option, exception.CommandLineOption);
        Assert.Contains($"Port {taken} ({path}) is taken", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"{option} N", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NeuralSearch:Http:Port", "0")]
    [InlineData("NeuralSearch:Http:Port", "65536")]
    [InlineData("NeuralSearch:Grpc:Port", "-1")]
    public void A_port_out_of_range_stops_the_start_and_names_the_option(string path, string value)
    {
        // The server takes its options when the application is built.
        var exception = Assert.ThrowsAny<OptionsValidationException>(
            () => TestHost.Build(FreePorts.Take(), null, builder => builder.Configuration[path] = value));

        Assert.Contains(path, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("0", null)]
    [InlineData("7001", 7001)]
    public async Task The_grpc_port_is_open_if_it_is_configured(string? port, int? expected)
    {
        await using var app = TestHost.Build(
            7700, null, builder => builder.Configuration["NeuralSearch:Grpc:Port"] = port);

        Assert.Equal(new ListenerPorts(7700, expected), app.Services.GetRequiredService<ListenerPorts>());
    }

    [Fact]
    public async Task Http_routes_do_not_answer_on_the_grpc_port_nor_calls_on_the_http_port()
    {
        await using var host = await TestHost.StartAsync(
            map: app =>
            {
                app.MapPost("/v1/echo", () => "http");
                app.MapPost("/test.Echo/Call", (HttpContext context) => context.Response.WriteAsync("grpc"));
            },
            grpc: true);

        Assert.Equal("http", await Post(host.HttpPort, "/v1/echo", "application/json"));
        Assert.Equal("grpc", await Post(host.GrpcPort!.Value, "/test.Echo/Call", "application/grpc+proto"));
        foreach (var type in new[] { "application/json", "application/grpc" })
            Assert.Contains(
                "speaks gRPC only", await Post(host.GrpcPort.Value, "/v1/echo", type), StringComparison.Ordinal);
        Assert.Contains(
            "speaks HTTP/1.1 only",
            await Post(host.HttpPort, "/test.Echo/Call", "application/grpc"),
            StringComparison.Ordinal);

        async Task<string> Post(int port, string path, string contentType)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://127.0.0.1:{port}{path}"))
            {
                Version = port == host.GrpcPort ? HttpVersion.Version20 : HttpVersion.Version11,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new ByteArrayContent([]),
            };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            using var response = await host.Http.SendAsync(request, Token);
            return await response.Content.ReadAsStringAsync(Token);
        }
    }

    private static bool HasIPv6Loopback()
    {
        if (!Socket.OSSupportsIPv6) return false;
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
