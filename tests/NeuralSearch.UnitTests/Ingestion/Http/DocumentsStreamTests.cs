using NeuralSearch.Catalog;
using NeuralSearch.Testing;
using NeuralSearch.UnitTests.Ingestion.Fakes;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Http;

public sealed class DocumentsStreamTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeNode _node = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_client_that_reads_only_after_sending_everything_is_served()
    {
        await using IngestionHost host = await StartAsync(("NeuralSearch:Ingestion:MaxListedErrors", "300000"));
        using RawClient client = await RawClient.ConnectAsync(host);
        const int badLines = 200_000;
        string body =
            string.Concat(Enumerable.Repeat("{\"id\":\"a bad line with an id of some length\"}\n", badLines))
            + Lines.Documents(100);

        await client.SendHeadersAsync($"Connection: close\r\nContent-Length: {body.Length}\r\n");
        await client.SendAsync(body);
        string answer = await client.ReadAllAsync();

        Assert.Contains($"\"failed\":{badLines}", answer, StringComparison.Ordinal);
        Assert.Equal(100, _node.PointsOf("documents").Count);
    }

    [Fact]
    public async Task Progress_comes_while_the_client_is_still_sending()
    {
        await using IngestionHost host = await StartAsync();
        using RawClient client = await RawClient.ConnectAsync(host);
        await client.SendHeadersAsync("Transfer-Encoding: chunked\r\n");
        await client.SendChunkAsync(Lines.Documents(10) + "\n");
        string first = await client.ReadUntilAsync("\"stored\":10}");
        await client.SendChunkAsync(Lines.Document("last", "Text."));
        await client.SendAsync("0\r\n\r\n");
        string rest = await client.ReadUntilAsync("\"summary\"");

        Assert.Contains("the line is empty", first, StringComparison.Ordinal);
        Assert.DoesNotContain("\"summary\"", first, StringComparison.Ordinal);
        Assert.Contains("\"accepted\":11", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_waits_for_100_continue_gets_it()
    {
        await using IngestionHost host = await StartAsync();
        using RawClient client = await RawClient.ConnectAsync(host);
        string body = Lines.Documents(2);

        await client.SendHeadersAsync($"Expect: 100-continue\r\nContent-Length: {body.Length}\r\n");
        string interim = await client.ReadUntilAsync("\r\n\r\n");
        await client.SendAsync(body);
        string answer = await client.ReadUntilAsync("\"summary\"");

        Assert.StartsWith("HTTP/1.1 100 Continue", interim, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 OK", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_disconnects_stops_its_run_and_what_was_begun_is_stored_whole()
    {
        await using IngestionHost host = await StartAsync();
        using (RawClient client = await RawClient.ConnectAsync(host))
        {
            await client.SendHeadersAsync("Content-Length: 1000000\r\n");
            await client.SendAsync(Lines.Documents(50) + "{\"id\":\"half\",\"te");
            await client.ReadUntilAsync("\"stored\":50}");
        }

        IngestionRecord run = await EndedAsync(host);

        Assert.Equal((IngestionState.Stopped, 50), (run.State, run.Stored));
        Assert.NotNull(run.Error);
        Assert.Equal(50, _node.PointsOf("documents").Count);
    }

    [Fact]
    public async Task Stopping_the_host_ends_the_answer_with_what_is_stored()
    {
        await using IngestionHost host = await StartAsync();
        using RawClient client = await RawClient.ConnectAsync(host);
        await client.SendHeadersAsync("Content-Length: 1000000\r\n");
        await client.SendAsync(Lines.Documents(50));
        await client.ReadUntilAsync("\"stored\":50}");

        Task stop = host.StopAsync();
        string answer = await client.ReadUntilAsync("\"summary\"");
        await stop;

        Assert.Contains("50 documents are stored; send the input again", answer, StringComparison.Ordinal);
    }

    private static async Task<IngestionRecord> EndedAsync(IngestionHost host)
    {
        while (true)
        {
            IngestionRecord run = (await host.Runs.ListAsync(Cancellation))[0];
            if (run.State != IngestionState.Running)
                return run;
            await Task.Delay(10, Cancellation);
        }
    }

    private Task<IngestionHost> StartAsync(params (string Key, string? Value)[] settings) =>
        IngestionHost.StartAsync(_folder.Path, _node, new FakeGenerator(), settings);
}
