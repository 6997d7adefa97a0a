using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NeuralSearch.ServiceDefaults.Health;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.ServiceDefaults;

[Collection(SequentialHosts.Name)]
public sealed class HealthTests
{
    private HealthCheckResult _model = HealthCheckResult.Unhealthy("the model is being loaded");
    private HealthCheckResult _disk = HealthCheckResult.Healthy();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readiness_is_false_with_the_reason_until_every_ready_check_holds()
    {
        await using var host = await StartAsync();

        var (before, report) = await Get(host, "/readyz");
        _model = HealthCheckResult.Healthy("loaded");
        var (after, _) = await Get(host, "/readyz");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, before);
        Assert.Equal("unhealthy", report.GetProperty("status").GetString());
        Assert.Equal(
            [("host", "healthy", "started"), ("model", "unhealthy", "the model is being loaded")],
            report.GetProperty("checks").EnumerateArray().Select(
                check => (Text(check, "name"), Text(check, "status"), Text(check, "reason"))));
        Assert.Equal(HttpStatusCode.OK, after);
    }

    [Fact]
    public async Task A_living_process_is_alive_whatever_its_checks_say()
    {
        await using var host = await StartAsync();

        var (status, report) = await Get(host, "/livez");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Empty(report.GetProperty("checks").EnumerateArray());
    }

    [Fact]
    public async Task Health_asks_every_check_and_readiness_only_its_own()
    {
        _model = HealthCheckResult.Healthy();
        _disk = HealthCheckResult.Unhealthy("full");
        await using var host = await StartAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Get(host, "/healthz")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Get(host, "/readyz")).Status);
    }

    [Fact]
    public async Task The_ready_gauge_follows_the_checks_at_each_scrape()
    {
        await using var host = await StartAsync();

        var before = await host.Http.GetStringAsync("/metrics", Token);
        _model = HealthCheckResult.Healthy();
        var after = await host.Http.GetStringAsync("/metrics", Token);

        Assert.Equal(0, MetricsText.Single(before, "neuralsearch_ready").Value);
        Assert.Equal(1, MetricsText.Single(after, "neuralsearch_ready").Value);
    }

    [Fact]
    public async Task A_collector_that_is_away_does_not_disturb_the_service()
    {
        var nobody = $"http://127.0.0.1:{FreePorts.Take()}";

        await using var host = await TestHost.StartAsync(settings: [("OTEL_EXPORTER_OTLP_ENDPOINT", nobody)]);

        Assert.Equal(HttpStatusCode.OK, (await Get(host, "/readyz")).Status);
        var metrics = await host.Http.GetStringAsync("/metrics", Token);
        Assert.Equal(1, MetricsText.Single(metrics, "neuralsearch_ready").Value);
    }

    [Fact]
    public async Task A_check_that_hangs_is_not_healthy()
    {
        await using var host = await TestHost.StartAsync(builder => builder.Services.AddHealthChecks().AddAsyncCheck(
            "stuck",
            async token =>
            {
                await Task.Delay(Timeout.Infinite, token);
                return HealthCheckResult.Healthy();
            },
            tags: [HealthTags.Ready]));

        var (status, report) = await Get(host, "/readyz");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        var stuck = report.GetProperty("checks").EnumerateArray().Single(check => Text(check, "name") == "stuck");
        Assert.Equal("unhealthy", Text(stuck, "status"));
        Assert.Contains("timeout", Text(stuck, "reason"), StringComparison.Ordinal);
    }

    private Task<TestHost> StartAsync() => TestHost.StartAsync(builder => builder.Services.AddHealthChecks()
        .AddCheck("model", () => _model, tags: [HealthTags.Ready])
        .AddCheck("disk", () => _disk));

    private static string? Text(JsonElement json, string member) => json.GetProperty(member).GetString();

    private static async Task<(HttpStatusCode Status, JsonElement Report)> Get(TestHost host, string path)
    {
        var response = await host.Http.GetAsync(path, Token);
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return (response.StatusCode, document.RootElement.Clone());
    }
}
