using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Testing;
using NeuralSearch.UnitTests.Ingestion.Fakes;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Http;

public sealed class FileUploadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeNode _node = new();
    private readonly FakeGenerator _generator = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Files_of_every_kind_become_documents()
    {
        await using IngestionHost host = await StartAsync();

        string answer = await new Form()
            .File("notes/tea.md", "---\nsource: a book\nrating: 4\n---\n# Tea\n\nGreen tea.")
            .File("tides.html", "<title>Tides</title><link rel=canonical href=https://sea.example/><p>High water.")
            .File("plain.TXT", "Plain words.")
            .File("more.jsonl", Lines.Documents(2))
            .File("unnamed", "Words with a type.", "text/plain; charset=utf-8")
            .PostAsync(host, "?source=lib");

        Assert.Empty(Lines.Errors(answer));
        JsonObject summary = Lines.Summary(answer);
        Assert.Equal(
            """{"files":5,"accepted":6,"stored":6,"unchanged":0,"failed":0,"chunks":6}""",
            Without(summary, "seconds").ToJsonString());
        Assert.Equal(
            [
                "d0/0000: Some words about d0.",
                "d1/0000: Some words about d1.",
                "lib/notes/tea.md/0000: Tea\n\nGreen tea.",
                "lib/plain.TXT/0000: Plain words.",
                "lib/tides.html/0000: High water.",
                "lib/unnamed/0000: Words with a type.",
            ],
            _node.PassagesOf("documents"));
        PointStruct tea = Point("lib/notes/tea.md");
        Assert.Equal("lib", tea.Payload["source"].StringValue);
        Assert.Equal("notes/tea.md", tea.Payload["path"].StringValue);
        Assert.Equal("a book", tea.Payload["meta_source"].StringValue);
        Assert.Equal(4, tea.Payload["rating"].IntegerValue);
        Assert.Equal("Tea", tea.Payload["title"].StringValue);
        Assert.Equal("https://sea.example/", Point("lib/tides.html").Payload["url"].StringValue);
        Assert.DoesNotContain("source", Point("d0").Payload.Keys);
        Assert.Equal(FieldType.Keyword, _node.IndexesOf("documents")["source"]);
    }

    [Fact]
    public async Task Every_bad_file_and_line_is_named_and_the_rest_is_stored()
    {
        await using IngestionHost host = await StartAsync(("NeuralSearch:Ingestion:MaxLineBytes", "1024"));

        string answer = await new Form()
            .File("good.md", "Good.")
            .File("picture.png", "x")
            .File("binary.txt", [0x61, 0x00])
            .File("empty.html", "<nav>only</nav>")
            .File("large.txt", new string('x', 1025))
            .File("lines.jsonl", "{broken\n" + Lines.Document("a", "Fine.") + "{\"text\":\"x\"}\n")
            .File("cut.jsonl.gz", Gzip(Lines.Document("b", "Fine too.") + new string('x', 600))[..^9])
            .File("../up.md", "Up.")
            .File("/etc/passwd.md", "Root.")
            .File("a\\..\\b.md", "Windows.")
            .File("good.md", "Again.")
            .File("more.jsonl", Lines.Document("a", "Twice."))
            .Field("collection", "x")
            .File("last.md", "Last.")
            .PostAsync(host);

        Assert.Collection(
            Lines.Parse(answer).Where(line => line.ContainsKey("error"))
                .Select(line => $"{line["file"]}:{line["line"]} {line["id"]}: {line["error"]}"),
            error => Assert.StartsWith("picture.png: : the kind of file is not known; known are .md", error,
                StringComparison.Ordinal),
            error => Assert.StartsWith("binary.txt: : the file is binary", error, StringComparison.Ordinal),
            error => Assert.Equal("empty.html: : the file holds no text", error),
            error => Assert.StartsWith("large.txt: : the file is larger than 1024 bytes", error,
                StringComparison.Ordinal),
            error => Assert.StartsWith("lines.jsonl:1 : the line is not valid JSON", error, StringComparison.Ordinal),
            error => Assert.StartsWith("lines.jsonl:3 : 'id' is missing", error, StringComparison.Ordinal),
            error => Assert.StartsWith("cut.jsonl.gz: : the gzip data is damaged", error, StringComparison.Ordinal),
            error => Assert.StartsWith(": : the file name '../up.md' is no path", error, StringComparison.Ordinal),
            error => Assert.StartsWith(": : the file name '/etc/passwd.md' is no path", error,
                StringComparison.Ordinal),
            error => Assert.StartsWith(": : the file name 'a\\..\\b.md' is no path", error, StringComparison.Ordinal),
            error => Assert.StartsWith("good.md: uploads/good.md: duplicate id 'uploads/good.md': an earlier file",
                error, StringComparison.Ordinal),
            error => Assert.StartsWith("more.jsonl:1 a: duplicate id 'a': line 2 of file 'lines.jsonl'", error,
                StringComparison.Ordinal),
            error => Assert.StartsWith(": : the form field 'collection' is not known", error,
                StringComparison.Ordinal));
        Assert.Equal(13, (int)Lines.Summary(answer)["failed"]!);
        Assert.Equal(
            ["a", "b", "uploads/good.md", "uploads/last.md"],
            _node.PointsOf("documents").Select(point => point.Payload["document"].StringValue).Order());
    }

    [Fact]
    public async Task Unchanged_files_embed_nothing_and_a_changed_one_replaces_its_chunks()
    {
        await using IngestionHost host = await StartAsync();
        Form First() => new Form().File("a.md", Lines.Sentences(40)).File("b.md", "Words.");
        await First().PostAsync(host);
        int embedded = _generator.TextCount;

        string second = await First().PostAsync(host);

        Assert.Equal((0, 2), Counts(Lines.Summary(second)));
        Assert.Equal(embedded, _generator.TextCount);
        string third = await new Form().File("a.md", "Short now.").File("b.md", "Words.").PostAsync(host);
        Assert.Equal((1, 1), Counts(Lines.Summary(third)));
        Assert.Equal(embedded + 1, _generator.TextCount);
        Assert.Equal(
            ["uploads/a.md/0000: Short now.", "uploads/b.md/0000: Words."], _node.PassagesOf("documents"));
    }

    [Fact]
    public async Task The_same_path_of_two_sources_is_two_documents()
    {
        await using IngestionHost host = await StartAsync();

        await new Form().File("readme.md", "First.").PostAsync(host, "?source=/home/a/docs");
        await new Form().File("readme.md", "Second.").PostAsync(host, "?source=/home/b/docs");

        Assert.Equal(
            ["/home/a/docs/readme.md/0000: First.", "/home/b/docs/readme.md/0000: Second."],
            _node.PassagesOf("documents"));
    }

    [Theory]
    [InlineData("?complete=true", "multipart/form-data; boundary=x", HttpStatusCode.BadRequest, "add 'source'")]
    [InlineData("?source=", "multipart/form-data; boundary=x", HttpStatusCode.BadRequest, "is empty")]
    [InlineData("?source=http", "multipart/form-data; boundary=x", HttpStatusCode.BadRequest, "Choose another")]
    [InlineData("?source=a%2F", "multipart/form-data; boundary=x", HttpStatusCode.BadRequest, "ends with a slash")]
    [InlineData("?source=a%0Ab", "application/x-ndjson", HttpStatusCode.BadRequest, "control character")]
    [InlineData("", "multipart/form-data", HttpStatusCode.BadRequest, "boundary")]
    [InlineData("", "multipart/mixed; boundary=x", HttpStatusCode.UnsupportedMediaType, "multipart/form-data")]
    public async Task What_is_wrong_from_the_start_is_a_problem(
        string query, string contentType, HttpStatusCode status, string words)
    {
        await using IngestionHost host = await StartAsync();
        using ByteArrayContent body = new([]);
        body.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using HttpResponseMessage response = await host.Client.PostAsync("/v1/documents" + query, body, Cancellation);

        Assert.Equal(status, response.StatusCode);
        Assert.Contains(words, await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Empty(_node.CollectionNames);
    }

    [Theory]
    [InlineData("--x\r\nContent-Disposition: form-data; name=f; filename=a.md\r\n\r\nCut", "a.md")]
    [InlineData("no form at all", "before the first file")]
    public async Task A_form_that_breaks_off_is_told_with_its_place(string body, string words)
    {
        await using IngestionHost host = await StartAsync();
        using ByteArrayContent content = new(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");

        using HttpResponseMessage response = await host.Client.PostAsync("/v1/documents", content, Cancellation);

        string answer = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("Stopped: the input broke off", answer, StringComparison.Ordinal);
        Assert.Contains(words, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_far_larger_than_the_budget_of_bytes_in_flight_passes_through()
    {
        await using IngestionHost host = await StartAsync(("NeuralSearch:Ingestion:MaxInFlightBytes", "262144"));
        // Spaces: many bytes, few words.
        byte[] file = [.. Encoding.UTF8.GetBytes("Begin."), .. Enumerable.Repeat((byte)' ', 4_000_000), .. "End."u8];
        using RepeatedForm form = new(file, 60);
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/documents") { Content = form };

        using HttpResponseMessage response = await host.Client.SendAsync(request, Cancellation);
        string answer = await response.Content.ReadAsStringAsync(Cancellation);

        Assert.Equal(60, (int)Lines.Summary(answer)["stored"]!);
    }

    private static byte[] Gzip(string text)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.NoCompression, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private static (int Stored, int Unchanged) Counts(JsonObject summary) =>
        ((int)summary["stored"]!, (int)summary["unchanged"]!);

    private static JsonObject Without(JsonObject summary, string property)
    {
        summary.Remove(property);
        return summary;
    }

    private PointStruct Point(string document) =>
        _node.PointsOf("documents").Single(point => point.Payload["document"].StringValue == document);

    private Task<IngestionHost> StartAsync(params (string, string?)[] settings) =>
        IngestionHost.StartAsync(_folder.Path, _node, _generator, settings);

    /// <summary>The same file under many names, made while it is sent.</summary>
    private sealed class RepeatedForm : HttpContent
    {
        private readonly byte[] _file;
        private readonly int _count;

        public RepeatedForm(byte[] file, int count)
        {
            (_file, _count) = (file, count);
            Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (int i = 0; i < _count; i++)
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(
                    $"--x\r\nContent-Disposition: form-data; name=f; filename={i}.txt\r\n\r\n"));
                await stream.WriteAsync(_file);
                await stream.WriteAsync("\r\n"u8.ToArray());
            }

            await stream.WriteAsync("--x--\r\n"u8.ToArray());
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
