using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using NeuralSearch.Embedding;
using OpenAI;
using OpenAI.Embeddings;
using OpenAI.Models;
using Xunit;
using EmbeddingGenerationOptions = OpenAI.Embeddings.EmbeddingGenerationOptions;

namespace NeuralSearch.UnitTests.Embedding;

/// <summary>OpenAI's own client against <c>/v1</c> on a real socket.</summary>
public sealed class OfficialOpenAiClientTests(EmbeddingsEndpointTests.RunningHost running)
    : IClassFixture<EmbeddingsEndpointTests.RunningHost>
{
    private const string Model = "all-MiniLM-L6-v2";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_text_has_the_vector_that_the_model_gives_it()
    {
        OpenAIEmbedding embedding = await Client().GenerateEmbeddingAsync("a film about a whale", null, Token);

        var generator = running.Host.Services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
        ReadOnlyMemory<float> expected = await generator.GenerateVectorAsync(
            "a film about a whale", cancellationToken: Token);
        Assert.Equal(expected.ToArray(), embedding.ToFloats().ToArray());
    }

    [Fact]
    public async Task Texts_have_vectors_in_their_order_with_model_and_usage()
    {
        OpenAIEmbeddingCollection embeddings = await Client().GenerateEmbeddingsAsync(
            ["a whale", "a dog"], new EmbeddingGenerationOptions { Dimensions = 384 }, Token);

        Assert.Equal([0, 1], embeddings.Select(embedding => embedding.Index));
        Assert.All(embeddings, embedding => Assert.Equal(384, embedding.ToFloats().Length));
        Assert.Equal(Model, embeddings.Model);
        Assert.Equal(8, embeddings.Usage.InputTokenCount);
    }

    [Theory]
    [InlineData("float")]
    [InlineData("base64")]
    public async Task Both_encodings_are_read(string encoding)
    {
        BinaryContent content = BinaryContent.Create(BinaryData.FromObjectAsJson(
            new { input = new[] { "a whale" }, model = Model, encoding_format = encoding, user = "somebody" }));

        ClientResult result = await Client().GenerateEmbeddingsAsync(
            content, new RequestOptions { CancellationToken = Token });

        OpenAIEmbeddingCollection embeddings = ModelReaderWriter.Read<OpenAIEmbeddingCollection>(
            result.GetRawResponse().Content)!;
        Assert.Equal(384, Assert.Single(embeddings).ToFloats().Length);
    }

    [Theory]
    [InlineData("other-model", "a", null, 404, "The model 'other-model' does not exist here; use 'all-MiniLM-L6-v2'")]
    [InlineData(Model, " ", null, 400, "'input' is empty; a text needs at least one visible character.")]
    [InlineData(Model, "a", 256, 400, "'dimensions' is 256, but all-MiniLM-L6-v2 gives 384 only; leave it out.")]
    public async Task An_error_surfaces_with_our_message(
        string model, string text, int? dimensions, int status, string message)
    {
        ClientResultException e = await Assert.ThrowsAsync<ClientResultException>(() =>
            Client(model).GenerateEmbeddingAsync(
                text, new EmbeddingGenerationOptions { Dimensions = dimensions }, Token));

        Assert.Equal(status, e.Status);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overload_surfaces_as_429_with_the_time_to_wait()
    {
        Admission admission = running.Host.Services.GetRequiredService<Admission>();
        using Admission.Lease? others = admission.TryEnter(4096, isBulk: true);

        ClientResultException e = await Assert.ThrowsAsync<ClientResultException>(() =>
            Client().GenerateEmbeddingsAsync(["a", "b"], null, Token));

        Assert.Equal(429, e.Status);
        Assert.Contains("NeuralSearch:Embedding:MaxPendingTexts", e.Message, StringComparison.Ordinal);
        Assert.True(e.GetRawResponse()!.Headers.TryGetValue("Retry-After", out string? seconds));
        Assert.Equal("1", seconds);
    }

    [Fact]
    public async Task The_model_is_listed_and_found_by_its_name()
    {
        OpenAIModelClient models = new(new ApiKeyCredential("none"), Options());

        OpenAIModelCollection list = await models.GetModelsAsync(Token);
        OpenAIModel found = await models.GetModelAsync(Model, Token);
        ClientResultException e = await Assert.ThrowsAsync<ClientResultException>(
            () => models.GetModelAsync("other-model", Token));

        Assert.Equal(Model, Assert.Single(list).Id);
        Assert.Equal((Model, "neuralsearch"), (found.Id, found.OwnedBy));
        Assert.Equal(404, e.Status);
    }

    private EmbeddingClient Client(string model = Model) => new(model, new ApiKeyCredential("none"), Options());

    private OpenAIClientOptions Options() => new()
    {
        Endpoint = new Uri(running.Host.Client.BaseAddress!, "/v1"),
        RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
    };
}
