using System.Net.Http.Json;
using System.Text.Json.Nodes;
using NeuralSearch.Testing;
using NeuralSearch.UnitTests.Ingestion.Fakes;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Http;

public sealed class IngestionsEndpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeNode _node = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Ingestions_are_listed_with_their_counters()
    {
        await using IngestionHost host = await StartAsync();
        await PostAsync(host, Lines.Documents(3) + "\n");
        await PostAsync(host, Lines.Documents(3), "films");

        JsonObject? answer = await host.Client.GetFromJsonAsync<JsonObject>("/v1/ingestions", Cancellation);

        JsonArray list = answer!["ingestions"]!.AsArray();
        Assert.Equal(["films", "documents"], list.Select(run => (string?)run!["collection"]));
        JsonObject run = list[1]!.AsObject();
        Assert.Equal(
            ["id", "source", "collection", "state", "accepted", "embedded", "stored", "unchanged", "failed",
                "deleted", "files", "startedAt", "finishedAt"],
            run.Select(property => property.Key));
        Assert.Equal(("http", "completed"), ((string?)run["source"], (string?)run["state"]));
        Assert.Equal((3, 3, 3, 0, 1), (
            (int)run["accepted"]!, (int)run["embedded"]!, (int)run["stored"]!, (int)run["unchanged"]!,
            (int)run["failed"]!));
    }

    private static Task<HttpResponseMessage> PostAsync(
        IngestionHost host, string lines, string collection = "documents") => host.Client.PostAsync(
            $"/v1/documents?collection={collection}", new StringContent(lines), Cancellation);

    private Task<IngestionHost> StartAsync(params (string Key, string? Value)[] settings) =>
        IngestionHost.StartAsync(_folder.Path, _node, new FakeGenerator(), settings);
}
