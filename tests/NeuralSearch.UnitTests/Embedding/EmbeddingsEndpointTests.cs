using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Xunit;

namespace NeuralSearch.UnitTests.Embedding;

public sealed class EmbeddingsEndpointTests(EmbeddingsEndpointTests.RunningHost running)
    : IClassFixture<EmbeddingsEndpointTests.RunningHost>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_text_gives_one_vector_of_unit_length_with_model_and_usage()
    {
        using JsonDocument json = await PostAsync(
            """{"model": "all-MiniLM-L6-v2", "input": "This is an example sentence"}""");

        JsonElement root = json.RootElement;
        Assert.Equal("list", root.GetProperty("object").GetString());
        Assert.Equal("all-MiniLM-L6-v2", root.GetProperty("model").GetString());
        JsonElement item = Assert.Single(root.GetProperty("data").EnumerateArray());
        Assert.Equal("embedding", item.GetProperty("object").GetString());
        Assert.Equal(0, item.GetProperty("index").GetInt32());
        float[] vector = [.. item.GetProperty("embedding").EnumerateArray().Select(value => value.GetSingle())];
        Assert.Equal(384, vector.Length);
        Assert.Equal(0.063724f, vector[0], 1e-3f);
        Assert.Equal(1f, vector.Sum(value => value * value), 1e-4f);
        Assert.Equal(7, root.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.Equal(7, root.GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    [Fact]
    public async Task Texts_give_vectors_in_their_order()
    {
        using JsonDocument many = await PostAsync(
            """{"input": ["a whale", "a long text about whales in the sea", "a dog"]}""");
        using JsonDocument last = await PostAsync("""{"input": ["a dog"]}""");

        JsonElement[] data = [.. many.RootElement.GetProperty("data").EnumerateArray()];
        Assert.Equal([0, 1, 2], data.Select(item => item.GetProperty("index").GetInt32()));
        float[] alone = Vector(last.RootElement.GetProperty("data")[0]);
        float cosine = Vector(data[2]).Zip(alone).Sum(pair => pair.First * pair.Second);
        Assert.InRange(cosine, 0.97f, 1.001f);
    }

    [Fact]
    public async Task Base64_is_the_little_endian_bytes_of_the_same_vector()
    {
        using JsonDocument floats = await PostAsync("""{"input": "a whale", "encoding_format": "float"}""");
        using JsonDocument base64 = await PostAsync("""{"input": "a whale", "encoding_format": "base64"}""");

        byte[] bytes = base64.RootElement.GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64();

        Assert.Equal(
            Vector(floats.RootElement.GetProperty("data")[0]), MemoryMarshal.Cast<byte, float>(bytes).ToArray());
    }

    [Theory]
    [InlineData("""{"input": ""}""", 400, "input", null)]
    [InlineData("""{"input": ["fine", "  "]}""", 400, "input[1]", null)]
    [InlineData("""{"input": []}""", 400, "input", null)]
    [InlineData("""{"input": [[1, 2]]}""", 400, "input[0]", null)]
    [InlineData("""{"input": 5}""", 400, "input", null)]
    [InlineData("""{"input": "\ud800"}""", 400, "input", null)]
    [InlineData("""{}""", 400, "input", null)]
    [InlineData("""null""", 400, "input", null)]
    [InlineData("""{"input": "a", "encoding_format": "int8"}""", 400, "encoding_format", null)]
    [InlineData("""{"input": "a", "dimensions": 256}""", 400, "dimensions", null)]
    [InlineData("""{"input": "a", "model": "text-embedding-3-small"}""", 404, "model", "model_not_found")]
    [InlineData("""{"input": """, 400, null, null)]
    [InlineData("""{"input": "a", "model": 5}""", 400, null, null)]
    public async Task What_cannot_be_answered_is_refused_as_openai_does_by_the_field(
        string body, int status, string? param, string? code)
    {
        using HttpResponseMessage response = await SendAsync(body, "application/json");

        Assert.Equal(status, (int)response.StatusCode);
        using JsonDocument json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        JsonElement error = json.RootElement.GetProperty("error");
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.Equal(param, error.GetProperty("param").GetString());
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task More_than_2048_texts_are_refused()
    {
        string body = JsonSerializer.Serialize(new { input = Enumerable.Repeat("a", 2049) });

        using HttpResponseMessage response = await SendAsync(body, "application/json");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("2049", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_content_type_is_refused()
    {
        using HttpResponseMessage response = await SendAsync("a text", "text/plain");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    private static float[] Vector(JsonElement item) =>
        [.. item.GetProperty("embedding").EnumerateArray().Select(value => value.GetSingle())];

    private async Task<JsonDocument> PostAsync(string body)
    {
        using HttpResponseMessage response = await SendAsync(body, "application/json");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
    }

    private async Task<HttpResponseMessage> SendAsync(string body, string contentType)
    {
        using StringContent content = new(body, Encoding.UTF8, contentType);
        return await running.Host.Client.PostAsync("/v1/embeddings", content, Token);
    }

    /// <summary>One host with the shipped model for all tests of the class.</summary>
    public sealed class RunningHost : IAsyncLifetime
    {
        internal EmbeddingHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Host = await EmbeddingHost.StartAsync();

        public async ValueTask DisposeAsync() => await Host.DisposeAsync();
    }
}
