using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.Limits;

/// <summary>Many idle connections, and some that are slow on purpose, take nothing from those who work.</summary>
public sealed class ManyConnectionsTests : IAsyncLifetime
{
    private const int WarmUpConnections = 300;
    private const int IdleConnections = 1_000;
    private const int ActiveClients = 50;
    private const int RequestsOfAClient = 4;
    private const int Attackers = 100;
    private const int MostBytesOfAConnection = 50 << 10;

    private readonly TemporaryFolder _folder = new();
    private StandaloneProcess _product = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _product = await StandaloneProcess.StartAsync(
            _folder.Path,
            ["--sample", "20"],
            new Dictionary<string, string?>
            {
                ["NeuralSearch__Limits__HeaderTimeout"] = "00:00:02",
                // A small youngest generation: what is counted is what connections keep, not garbage.
                ["DOTNET_GCgen0size"] = "400000",
            });
        await _product.WaitForIngestionAsync(ingestion => (string?)ingestion["state"] == "completed");
    }

    public async ValueTask DisposeAsync()
    {
        await _product.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Idle_connections_and_slow_senders_leave_active_clients_every_answer()
    {
        using var warmUp = await KeptConnections.OpenAsync(_product.HttpPort, WarmUpConnections, Token);
        await AskAllAsync("warm up");
        double? before = OwnMemoryBytes();

        using var idle = await KeptConnections.OpenAsync(_product.HttpPort, IdleConnections, Token);
        double? after = OwnMemoryBytes();
        using var attackers = await SlowSenders.StartAsync(_product.HttpPort, Attackers, Token);
        await AskAllAsync("beside many");
        string[] ends = await attackers.WaitUntilCutAsync();

        Assert.All(
            ends, end => Assert.True(end == "" || end.StartsWith("HTTP/1.1 408", StringComparison.Ordinal), end));
        await idle.AskAllAsync(Token);
        if (before is { } b && after is { } a)
        {
            TestContext.Current.TestOutputHelper!.WriteLine($"{(a - b) / IdleConnections / 1024:0.0} KB a connection");
            Assert.InRange((a - b) / IdleConnections, double.NegativeInfinity, MostBytesOfAConnection);
        }
    }

    /// <summary>Every client searches a few times, with a connection of its own.</summary>
    private Task AskAllAsync(string words) => Task.WhenAll(Enumerable.Range(0, ActiveClients).Select(async client =>
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = _product.Address };
        for (int i = 0; i < RequestsOfAClient; i++)
        {
            using HttpResponseMessage answer = await http.PostAsJsonAsync(
                "v1/search", new JsonObject { ["query"] = $"{words} {client} {i}" }, Token);
            string body = await answer.Content.ReadAsStringAsync(Token);
            Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {body}");
            Assert.NotEmpty(JsonNode.Parse(body)!["results"]!.AsArray());
        }
    }));

    /// <summary>Resident memory without mapped files; null where there is no /proc.</summary>
    private double? OwnMemoryBytes()
    {
        string path = $"/proc/{_product.Process.Id}/status";
        if (!File.Exists(path)) return null;
        string line = File.ReadLines(path).Single(l => l.StartsWith("RssAnon:", StringComparison.Ordinal));
        return 1024 * double.Parse(line.Split((char[])[' ', '\t'])[^2], CultureInfo.InvariantCulture);
    }
}
