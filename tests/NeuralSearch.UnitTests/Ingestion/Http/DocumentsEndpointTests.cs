using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Grpc.Core;
using NeuralSearch.Testing;
using NeuralSearch.UnitTests.Ingestion.Fakes;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Http;

public sealed class DocumentsEndpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeNode _node = new();
    private readonly FakeGenerator _generator = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_last_line_is_a_summary_of_what_is_stored()
    {
        await using IngestionHost host = await StartAsync();

        using HttpResponseMessage response = await PostAsync(host, Lines.Documents(10));
        string answer = await response.Content.ReadAsStringAsync(Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType!.MediaType);
        JsonObject summary = Lines.Summary(answer);
        Assert.Equal(
            ["accepted", "stored", "unchanged", "failed", "chunks", "seconds"],
            summary.Select(property => property.Key));
        Assert.Equal((10, 10, 0, 0, 10), Counts(summary));
        JsonObject progress = Lines.Parse(answer)[^2];
        Assert.Equal("""{"accepted":10,"embedded":10,"stored":10}""", progress.ToJsonString());
        Assert.Equal(10, _node.PointsOf("documents").Count);
    }

    [Fact]
    public async Task Every_bad_line_is_reported_and_the_rest_is_stored()
    {
        await using IngestionHost host = await StartAsync();
        byte[] invalid = [.. "{\"id\":\"bad\",\"text\":\""u8, 0xFF, .. "\"}\n"u8];
        byte[] body =
        [
            .. Encoding.UTF8.GetBytes("\uFEFF" + Lines.Documents(3)), // 1, 2, 3
            .. "\n"u8, // 4
            .. Encoding.UTF8.GetBytes(Lines.Document("after-empty", "Fine.")), // 5
            .. "  \r\n"u8, // 6
            .. invalid, // 7
            .. "{\"id\":\"broken\",\"text\":\"x\"\n"u8, // 8
            .. "{\"id\":\"mute\"}\n"u8, // 9
            .. Encoding.UTF8.GetBytes(Lines.Document("d1", "Again.")), // 10
            .. "{\"text\":\"no id\"}\r\n"u8, // 11
            .. "{\"id\":\"last\",\"text\":\"No line end.\"}"u8, // 12
        ];

        using HttpResponseMessage response = await host.Client.PostAsync(
            "/v1/documents", new ByteArrayContent(body), Cancellation);
        string answer = await response.Content.ReadAsStringAsync(Cancellation);

        Assert.Collection(
            Lines.Errors(answer),
            error => Assert.Equal("4 : the line is empty", error),
            error => Assert.Equal("6 : the line is empty", error),
            error => Assert.StartsWith("7 : the line is not valid UTF-8", error, StringComparison.Ordinal),
            error => Assert.StartsWith("8 broken: the line is not valid JSON", error, StringComparison.Ordinal),
            error => Assert.Equal("9 mute: 'text' is missing", error),
            error => Assert.StartsWith("10 d1: duplicate id 'd1': line 2", error, StringComparison.Ordinal),
            error => Assert.StartsWith("11 : 'id' is missing", error, StringComparison.Ordinal));
        Assert.Equal((5, 5, 0, 7, 5), Counts(Lines.Summary(answer)));
        Assert.Equal(
            ["after-empty", "d0", "d1", "d2", "last"],
            _node.PointsOf("documents").Select(point => point.Payload["document"].StringValue).Order());
    }

    [Fact]
    public async Task A_line_of_40_megabytes_is_skipped_and_the_rest_is_stored()
    {
        await using IngestionHost host = await StartAsync();
        using ProducedContent content = new(async stream =>
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(Lines.Document("before", "Text.")));
            await stream.WriteAsync("{\"id\":\"huge\",\"text\":\""u8.ToArray());
            byte[] block = Encoding.UTF8.GetBytes(new string('x', 1 << 20));
            for (int i = 0; i < 40; i++)
                await stream.WriteAsync(block);
            await stream.WriteAsync(Encoding.UTF8.GetBytes("\"}\n" + Lines.Document("after", "Text.")));
        });

        using HttpResponseMessage response = await host.Client.PostAsync("/v1/documents", content, Cancellation);
        string answer = await response.Content.ReadAsStringAsync(Cancellation);

        Assert.Equal(
            "2 : the line is longer than 33554432 bytes, the most a document may take",
            Assert.Single(Lines.Errors(answer)));
        Assert.Equal((2, 2, 0, 1, 2), Counts(Lines.Summary(answer)));
    }

    [Fact]
    public async Task Gzip_is_understood()
    {
        await using IngestionHost host = await StartAsync();

        using HttpResponseMessage response = await host.Client.PostAsync(
            "/v1/documents?collection=films", Gzip(Lines.Documents(500)), Cancellation);

        Assert.Equal((500, 500, 0, 0, 500), Counts(await SummaryAsync(response)));
        Assert.Equal(500, _node.PointsOf("films").Count);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.999)]
    public async Task Gzip_that_is_cut_off_is_an_error_and_what_came_before_is_stored(double part)
    {
        await using IngestionHost host = await StartAsync();
        using ByteArrayContent whole = Gzip(Lines.Documents(20_000));
        byte[] bytes = await whole.ReadAsByteArrayAsync(Cancellation);
        using ByteArrayContent cut = new(bytes[..(int)(bytes.Length * part)]);
        cut.Headers.ContentEncoding.Add("gzip");

        using HttpResponseMessage response = await host.Client.PostAsync("/v1/documents", cut, Cancellation);
        string answer = await response.Content.ReadAsStringAsync(Cancellation);

        Assert.Contains("gzip data is damaged or cut off", Lines.Errors(answer)[^1], StringComparison.Ordinal);
        JsonObject summary = Lines.Summary(answer);
        Assert.Equal((int)summary["stored"]!, _node.PointsOf("documents").Count);
        Assert.InRange((int)summary["stored"]!, 1000, 20_000);
        Assert.Equal("failed", await LastStateAsync(host));
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip, gzip")]
    public async Task Another_content_encoding_is_refused(string encoding)
    {
        await using IngestionHost host = await StartAsync();
        using StringContent content = new(Lines.Documents(1));
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);

        using HttpResponseMessage response = await host.Client.PostAsync("/v1/documents", content, Cancellation);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Empty(_node.CollectionNames);
    }

    [Theory]
    [InlineData("a%2Fb")]
    [InlineData("..")]
    [InlineData("a%00b")]
    [InlineData("%20")]
    public async Task A_bad_name_of_a_collection_is_refused_with_its_field(string name)
    {
        await using IngestionHost host = await StartAsync();

        using HttpResponseMessage response = await PostAsync(host, Lines.Documents(1), name);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        JsonObject? problem = await response.Content.ReadFromJsonAsync<JsonObject>(Cancellation);
        Assert.Equal("collection", (string?)problem!["errors"]![0]!["field"]);
        Assert.NotNull(problem["detail"]);
    }

    [Fact]
    public async Task A_node_that_is_not_there_is_a_problem_before_anything_is_read()
    {
        await using IngestionHost host = await StartAsync();
        _node.Before = (_, _) => throw new RpcException(new Status(StatusCode.Unavailable, "starting"));

        using HttpResponseMessage response = await PostAsync(host, Lines.Documents(1));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task A_node_that_fails_midway_is_told_in_the_answer()
    {
        await using IngestionHost host = await StartAsync();
        int upserts = 0;
        _node.Before = (call, _) => call == "Upsert" && Interlocked.Increment(ref upserts) > 2
            ? throw new RpcException(new Status(StatusCode.Internal, "disk on fire"))
            : Task.CompletedTask;

        using HttpResponseMessage response = await PostAsync(host, Lines.Documents(1000));
        string answer = await response.Content.ReadAsStringAsync(Cancellation);

        JsonObject error = Lines.Parse(answer)[^2];
        Assert.Equal(["error"], error.Select(property => property.Key));
        Assert.Contains("Internal: disk on fire", (string?)error["error"], StringComparison.Ordinal);
        JsonObject summary = Lines.Summary(answer);
        Assert.True((int)summary["failed"]! > 0);
        Assert.Equal((int)summary["accepted"]!, (int)summary["stored"]! + (int)summary["failed"]!);
        Assert.Equal("failed", await LastStateAsync(host));
    }

    [Fact]
    public async Task More_errors_than_are_listed_are_counted()
    {
        await using IngestionHost host = await StartAsync();

        using HttpResponseMessage response = await PostAsync(host, string.Concat(Enumerable.Repeat("\n", 10_050)));
        string answer = await response.Content.ReadAsStringAsync(Cancellation);

        Assert.Equal(10_001, Lines.Errors(answer).Count);
        Assert.Equal(
            " : 50 more errors were found; only the first 10000 are listed", Lines.Errors(answer)[^1]);
        Assert.Equal(10_050, (int)Lines.Summary(answer)["failed"]!);
    }

    private static (int, int, int, int, int) Counts(JsonObject summary) => (
        (int)summary["accepted"]!, (int)summary["stored"]!, (int)summary["unchanged"]!, (int)summary["failed"]!,
        (int)summary["chunks"]!);

    private static async Task<JsonObject> SummaryAsync(HttpResponseMessage response) =>
        Lines.Summary(await response.Content.ReadAsStringAsync(Cancellation));

    private static async Task<string?> LastStateAsync(IngestionHost host) =>
        (await host.Runs.ListAsync(Cancellation))[0].State.ToString().ToLowerInvariant();

    private static Task<HttpResponseMessage> PostAsync(
        IngestionHost host, string lines, string collection = "documents") => host.Client.PostAsync(
            $"/v1/documents?collection={collection}", new StringContent(lines), Cancellation);

    private static ByteArrayContent Gzip(string lines)
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(lines));
        ByteArrayContent content = new(compressed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    private Task<IngestionHost> StartAsync(params (string Key, string? Value)[] settings) =>
        IngestionHost.StartAsync(_folder.Path, _node, _generator, settings);

    /// <summary>A body that is written while it is sent.</summary>
    private sealed class ProducedContent(Func<Stream, Task> produce) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => produce(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
