using System.Net;
using System.Text.Json.Nodes;

namespace NeuralSearch.IntegrationTests.EndToEnd;

/// <summary>What a browser and a tool find on the HTTP port.</summary>
public sealed class PagesTests(FilmLibrary library) : IClassFixture<FilmLibrary>
{
    [Theory]
    [InlineData("")]
    [InlineData("docs")]
    public async Task Pages_are_served_as_html(string path)
    {
        using HttpResponseMessage page = await library.Standalone.Http.GetAsync(
            new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.Contains(
            "NeuralSearch",
            await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_OpenAPI_document_describes_the_API()
    {
        JsonNode document = JsonNode.Parse(await library.Standalone.Http.GetStringAsync(
            new Uri("openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken))!;

        Assert.StartsWith("3.", (string?)document["openapi"], StringComparison.Ordinal);
        string[] paths = [.. document["paths"]!.AsObject().Select(path => path.Key)];
        Assert.Superset(
            new HashSet<string>(["/v1/search", "/v1/documents", "/v1/collections", "/v1/ingestions", "/v1/embeddings"]),
            new HashSet<string>(paths));
    }

    [Fact]
    public async Task Collections_are_listed_with_their_model()
    {
        JsonNode answer = JsonNode.Parse(await library.Standalone.Http.GetStringAsync(
            new Uri("v1/collections", UriKind.Relative), TestContext.Current.CancellationToken))!;

        JsonNode documents = Assert.Single(answer["collections"]!.AsArray())!;
        Assert.Equal("documents", (string?)documents["name"]);
        Assert.Equal("all-MiniLM-L6-v2", (string?)documents["model"]);
        Assert.Equal(384, (int)documents["dimensions"]!);
        Assert.InRange((int)documents["points"]!, FilmLibrary.Films, int.MaxValue);
    }
}
