using System.Net;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace NeuralSearch.UnitTests.ServiceDefaults;

[Collection(SequentialHosts.Name)]
public sealed class OriginGuardTests
{
    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://elsewhere.example")]
    [InlineData("Origin", "null")]
    public async Task A_page_of_another_site_cannot_change_anything(string header, string value)
    {
        await using TestHost host = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/changes");
        request.Headers.Add(header, value);

        using HttpResponseMessage response = await host.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task The_own_page_and_clients_that_are_no_browser_can()
    {
        await using TestHost host = await StartAsync();
        using var own = new HttpRequestMessage(HttpMethod.Post, "/changes");
        own.Headers.Add("Sec-Fetch-Site", "same-origin");
        own.Headers.Add("Origin", $"http://127.0.0.1:{host.HttpPort}");

        using HttpResponseMessage fromPage = await host.Http.SendAsync(own);
        using HttpResponseMessage fromClient = await host.Http.PostAsync("/changes", null);

        Assert.Equal(HttpStatusCode.OK, fromPage.StatusCode);
        Assert.Equal(HttpStatusCode.OK, fromClient.StatusCode);
    }

    [Theory]
    [InlineData("attacker.example", HttpStatusCode.Forbidden)]
    [InlineData("192.0.2.7", HttpStatusCode.Forbidden)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("[::1]", HttpStatusCode.OK)]
    public async Task A_request_must_name_this_machine(string name, HttpStatusCode expected)
    {
        await using TestHost host = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/livez");
        request.Headers.Host = $"{name}:{host.HttpPort}";

        using HttpResponseMessage response = await host.Http.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
    }

    private static Task<TestHost> StartAsync() =>
        TestHost.StartAsync(map: app => app.MapPost("/changes", () => "changed"));
}
