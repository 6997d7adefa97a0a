using System.Net;
using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.Lifecycle;

/// <summary>What the process says of itself while it starts, serves and stops.</summary>
public sealed class ReadinessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Readyz_is_503_until_the_model_and_the_store_are_there_and_200_from_then_on()
    {
        // A start may be over before the first answer on a machine that does nothing else: then there is another.
        const int MostStarts = 20;
        bool wasUnavailable = false;
        for (int i = 0; i < MostStarts && !wasUnavailable; i++)
        {
            await using StandaloneProcess standalone = StandaloneProcess.Launch(_folder.Path, ["--no-sample"]);
            Task ready = standalone.WaitUntilReadyAsync();
            var answers = new List<HttpStatusCode>();
            while (!ready.IsCompleted)
            {
                if (await standalone.ReadinessAsync() is { } answer) answers.Add(answer);
            }

            await ready;

            wasUnavailable = answers.Contains(HttpStatusCode.ServiceUnavailable);
            Assert.All(
                answers.SkipWhile(answer => answer == HttpStatusCode.ServiceUnavailable),
                answer => Assert.Equal(HttpStatusCode.OK, answer));
            Assert.Equal(HttpStatusCode.OK, await standalone.ReadinessAsync());
        }

        Assert.True(wasUnavailable, $"/readyz was never 503 in {MostStarts} starts.");
    }

    [Fact]
    public async Task The_line_ready_tells_the_addresses_and_livez_answers()
    {
        await using StandaloneProcess standalone = await StandaloneProcess.StartAsync(_folder.Path, "--no-sample");

        using HttpResponseMessage live = await standalone.Http.GetAsync(
            new Uri("livez", UriKind.Relative), TestContext.Current.CancellationToken);
        string ready = standalone.Process.Output.Split('\n')
            .Single(line => line.StartsWith("ready", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Contains($":{standalone.HttpPort}", ready, StringComparison.Ordinal);
        Assert.Contains($":{standalone.GrpcPort}", ready, StringComparison.Ordinal);
        Assert.Contains(_folder.Path, ready, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listeners_are_bound_by_our_own_configuration_only()
    {
        (int foreign, int alsoForeign) = FreePorts.TakeTwo();
        var environment = new Dictionary<string, string?>
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{foreign}",
            ["URLS"] = $"http://127.0.0.1:{foreign}",
            ["ASPNETCORE_HTTP_PORTS"] = $"{alsoForeign}",
            ["Kestrel__Endpoints__Other__Url"] = $"http://127.0.0.1:{alsoForeign}",
        };

        await using StandaloneProcess standalone =
            await StandaloneProcess.StartAsync(_folder.Path, ["--no-sample"], environment);

        Assert.Equal(HttpStatusCode.OK, await standalone.ReadinessAsync());
        foreach (int port in new[] { foreign, alsoForeign })
        {
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            await Assert.ThrowsAsync<HttpRequestException>(async () => await client.GetAsync(
                new Uri($"http://127.0.0.1:{port}/livez"), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task SIGTERM_ends_an_idle_process_with_code_0()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        await using StandaloneProcess standalone = await StandaloneProcess.StartAsync(_folder.Path, "--no-sample");

        int exitCode = await standalone.StopAsync(TimeSpan.FromSeconds(10));

        Assert.True(exitCode == 0, standalone.Process.Describe());
    }
}
