using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using NeuralSearch.UnitTests.ServiceDefaults;
using Xunit;

namespace NeuralSearch.UnitTests.Query.Http;

/// <summary>What a browser loads: the search page, the API document, the reference page.</summary>
[Collection(SequentialHosts.Name)]
public sealed partial class PagesHttpTests : IAsyncLifetime
{
    private TestHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _host = await QueryHost.StartAsync(new FakeNode().With("films"), new FakeEmbeddings(1));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_page_is_served_at_the_root_and_revalidated()
    {
        var page = await _host.Http.GetAsync("/", Token);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/");
        again.Headers.IfNoneMatch.Add(page.Headers.ETag!);
        var revalidated = await _host.Http.SendAsync(again, Token);

        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.Contains("<title>NeuralSearch", await page.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.True(page.Headers.CacheControl?.NoCache);
        Assert.Equal(HttpStatusCode.NotModified, revalidated.StatusCode);
    }

    [Theory]
    [InlineData("/v1/unknown")]
    [InlineData("/v1/")]
    [InlineData("/nothing.js")]
    [InlineData("/%2e%2e/NeuralSearch.Query.dll")]
    public async Task Unknown_paths_are_problems_and_not_the_page(string path)
    {
        var response = await _host.Http.GetAsync(path, Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task The_API_document_describes_every_route_with_example_and_errors()
    {
        using var document = JsonDocument.Parse(await _host.Http.GetStringAsync("/openapi/v1.json", Token));

        var paths = document.RootElement.GetProperty("paths");
        Assert.Equal(["/v1/collections", "/v1/search"], paths.EnumerateObject().Select(p => p.Name).Order());
        var search = paths.GetProperty("/v1/search").GetProperty("post");
        var body = search.GetProperty("requestBody").GetProperty("content").GetProperty("application/json");
        Assert.Equal("films", body.GetProperty("example").GetProperty("collection").GetString());
        Assert.Equal(
            ["200", "400", "404", "413", "415", "429", "503", "504"],
            search.GetProperty("responses").EnumerateObject().Select(r => r.Name).Order());
        Assert.NotEmpty(search.GetProperty("summary").GetString()!);

        var schema = Resolve(document.RootElement, body.GetProperty("schema"));
        var members = schema.GetProperty("properties");
        Assert.Equal(
            ["collection", "filter", "offset", "query", "top"], members.EnumerateObject().Select(m => m.Name).Order());
        Assert.Equal(["query"], schema.GetProperty("required").EnumerateArray().Select(m => m.GetString()));
        Assert.All(
            members.EnumerateObject(),
            m => Assert.Contains("\"description\"", m.Value.GetRawText(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_reference_of_the_API_document_resolves()
    {
        using var document = JsonDocument.Parse(await _host.Http.GetStringAsync("/openapi/v1.json", Token));

        var references = References(document.RootElement).ToList();

        Assert.NotEmpty(references);
        Assert.All(references, reference => Resolve(document.RootElement, reference));
    }

    [Fact]
    public async Task The_reference_page_loads_nothing_from_elsewhere()
    {
        var response = await _host.Http.GetAsync("/docs/", Token);
        var html = await response.Content.ReadAsStringAsync(Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(
            ExternalAddress().Matches(html), m => !m.Value.Contains("www.w3.org", StringComparison.Ordinal));
        var scripts = Source().Matches(html).Select(m => m.Groups["url"].Value).ToList();
        Assert.NotEmpty(scripts);
        foreach (var script in scripts)
        {
            var loaded = await _host.Http.GetAsync(new Uri(response.RequestMessage!.RequestUri!, script), Token);
            Assert.Equal(HttpStatusCode.OK, loaded.StatusCode);
        }
    }

    [Fact]
    public async Task The_reference_page_may_run_its_own_scripts_only()
    {
        var one = await _host.Http.GetAsync("/docs/", Token);
        var other = await _host.Http.GetAsync("/docs/", Token);

        var policy = Assert.Single(one.Headers.GetValues("Content-Security-Policy"));
        var nonce = Nonce().Match(policy).Groups["nonce"].Value;
        var html = await one.Content.ReadAsStringAsync(Token);
        Assert.All(
            Script().Matches(html),
            script => Assert.Contains($"nonce=\"{nonce}\"", script.Value, StringComparison.Ordinal));
        Assert.DoesNotContain(
            nonce, Assert.Single(other.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    private static IEnumerable<JsonElement> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object when element.TryGetProperty("$ref", out _) => [element],
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => References(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private static JsonElement Resolve(JsonElement root, JsonElement schema)
    {
        if (!schema.TryGetProperty("$ref", out var reference)) return schema;

        var parts = reference.GetString()!.Split('/');
        Assert.Equal("#", parts[0]);
        return parts.Skip(1).Aggregate(root, (element, part) => element.GetProperty(part));
    }

    [GeneratedRegex("""(https?:)?//[a-zA-Z0-9][a-zA-Z0-9.-]*\.[a-z]{2,}[^"'\s<]*""")]
    private static partial Regex ExternalAddress();

    [GeneratedRegex("""<(script|link|img)[^>]*?(src|href)="(?<url>[^"]+)"[^>]*>""")]
    private static partial Regex Source();

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex Script();

    [GeneratedRegex("'nonce-(?<nonce>[^']+)'")]
    private static partial Regex Nonce();
}
