using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.Apart;

/// <summary>A process that is asked to stop says so first, finishes what it has begun, and ends with 0.</summary>
public sealed class GracefulStopTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Readiness_is_off_first_and_requests_are_taken_for_the_configured_delay()
    {
        await using ApartSystem system = await ApartSystem.StartAsync(
            _folder.Path, new Dictionary<string, string?> { ["NeuralSearch__Shutdown__Delay"] = "00:00:05" });

        system.Query.Process.Terminate();
        HttpStatusCode? readiness = await NotReadyAsync(system.Query);
        HttpResponseMessage collections = await system.Query.Http.GetAsync(new Uri("v1/collections", UriKind.Relative));
        int code = await system.Query.Process.WaitForExitAsync(Limit);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, readiness);
        Assert.Equal(HttpStatusCode.OK, collections.StatusCode);
        Assert.Equal(0, code);
        Assert.Equal("", system.Query.Process.Error);
    }

    [Fact]
    public async Task Every_service_stops_with_0_and_an_open_upload_is_told_what_is_stored()
    {
        await using ApartSystem system = await ApartSystem.StartAsync(_folder.Path);
        using RawUpload upload = await RawUpload.BeginAsync(
            system.Ingestion.HttpPort, """{"id": "a", "text": "A document whose upload goes on."}""" + "\n");
        Task<string> reading = upload.ReadToEndAsync(Limit);
        await UntilStoredAsync(system.Ingestion);

        int[] codes = [await system.Ingestion.StopAsync(Limit)];
        string answer = await reading;
        foreach (ServiceProcess service in new[] { system.Query, system.Vectors, system.Embedding })
            codes = [.. codes, await service.StopAsync(Limit)];

        Assert.Equal([0, 0, 0, 0], codes);
        Assert.True(answer.Contains("\"stored\":1,", StringComparison.Ordinal), answer);
        Assert.Contains("Stopped", answer, StringComparison.Ordinal);
    }

    private static async Task UntilStoredAsync(ServiceProcess ingestion)
    {
        using var expired = new CancellationTokenSource(Limit);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await HasStoredAsync(ingestion)) await pause.WaitForNextTickAsync(expired.Token);
    }

    private static async Task<bool> HasStoredAsync(ServiceProcess ingestion)
    {
        JsonNode? answer = await ingestion.Http.GetFromJsonAsync<JsonNode>("v1/ingestions");
        return answer!["ingestions"]!.AsArray() is [{ } run, ..] && (int?)run["stored"] > 0;
    }

    private static async Task<HttpStatusCode?> NotReadyAsync(ServiceProcess service)
    {
        using var expired = new CancellationTokenSource(Limit);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        HttpStatusCode? readiness;
        while ((readiness = await service.ReadinessAsync()) == HttpStatusCode.OK)
            await pause.WaitForNextTickAsync(expired.Token);
        return readiness;
    }
}
