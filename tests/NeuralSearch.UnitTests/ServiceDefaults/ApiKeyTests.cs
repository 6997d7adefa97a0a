using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;
using NeuralSearch.Contracts.Embedding;
using NeuralSearch.ServiceDefaults.Grpc;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.ServiceDefaults;

/// <summary>With a key configured, nothing but health answers without it; without one, nothing listens widely.</summary>
public sealed class ApiKeyTests : IAsyncLifetime
{
    private const string Key = "d2f1c0b9";

    private bool _isRead;
    private TestHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await TestHost.StartAsync(
        builder => builder.AddGrpcServer(),
        app =>
        {
            app.MapPost("/v1/data", async context =>
            {
                await context.Request.Body.CopyToAsync(Stream.Null);
                _isRead = true;
            });
            app.MapGrpcService<Answering>();
        },
        grpc: true,
        ("NeuralSearch:Auth:ApiKey", Key));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("api-key", Key)]
    [InlineData("Authorization", $"Bearer {Key}")]
    [InlineData("Authorization", $"bearer {Key}")]
    public async Task The_key_opens_what_is_there(string header, string value)
    {
        using HttpResponseMessage answer = await PostAsync("/v1/data", header, value);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(_isRead);
    }

    [Theory]
    [InlineData(null, null, "Must provide an API key or an Authorization bearer token")]
    [InlineData("api-key", "", "Invalid API key")]
    [InlineData("api-key", "d2f1c0b", "Invalid API key")]
    [InlineData("api-key", "d2f1c0b99", "Invalid API key")]
    [InlineData("api-key", "D2F1C0B9", "Invalid API key")]
    [InlineData("Authorization", "Basic d2f1c0b9", "Must provide")]
    [InlineData("Authorization", "Bearer", "Must provide")]
    public async Task Anything_else_is_401_before_the_body_is_read(string? header, string? value, string reason)
    {
        using HttpResponseMessage answer = await PostAsync("/v1/data", header, value);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains(reason, await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.False(_isRead);
    }

    [Fact]
    public async Task The_api_key_header_counts_even_beside_a_right_bearer_token()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/data");
        request.Headers.Add("api-key", "wrong");
        request.Headers.Add("Authorization", $"Bearer {Key}");

        using HttpResponseMessage answer = await _host.Http.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("/livez")]
    [InlineData("/readyz")]
    [InlineData("/healthz")]
    public async Task Health_answers_without_a_key(string path) =>
        Assert.Equal(HttpStatusCode.OK, (await _host.Http.GetAsync(path, Token)).StatusCode);

    [Theory]
    [InlineData("/metrics")]
    [InlineData("//v1/data")]
    [InlineData("/v1/data/")]
    [InlineData("/livez/../v1/data")]
    [InlineData("/livez%2f..%2fv1/data")]
    [InlineData("/V1/DATA")]
    [InlineData("/v1/%64ata")]
    public async Task No_way_of_writing_a_path_gets_round_the_key(string path)
    {
        using HttpResponseMessage answer = await PostAsync(path, null, null);

        Assert.False(_isRead);
        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_grpc_call_without_the_key_is_UNAUTHENTICATED_and_with_it_is_answered()
    {
        using GrpcChannel channel = LoopbackChannel.To(_host.GrpcPort!.Value);
        var client = new Embeddings.EmbeddingsClient(channel);

        var refused = await Assert.ThrowsAsync<RpcException>(
            () => client.GetModelAsync(new GetModelRequest(), cancellationToken: Token).ResponseAsync);
        GetModelResponse answer = await client.GetModelAsync(
            new GetModelRequest(), new Metadata { { "api-key", Key } }, cancellationToken: Token);

        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        Assert.Equal("Must provide an API key or an Authorization bearer token", refused.Status.Detail);
        Assert.Equal("open", answer.Model);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public async Task Listening_beyond_this_machine_without_a_key_is_refused_with_what_to_do(string listen)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(
            () => TestHost.StartAsync(settings: ("NeuralSearch:Listen", listen)));

        Assert.Contains($"NeuralSearch:Listen is '{listen}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("NeuralSearch__Auth__ApiKey", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_address_is_refused_by_its_key()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(
            () => TestHost.StartAsync(settings: ("NeuralSearch:Listen", "everywhere")));

        Assert.Contains("NeuralSearch:Listen is 'everywhere'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_key_it_listens_beyond_this_machine_and_takes_any_host_name()
    {
        await using TestHost host = await TestHost.StartAsync(
            settings: [("NeuralSearch:Listen", "*"), ("NeuralSearch:Auth:ApiKey", Key)]);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/livez");
        request.Headers.Host = "search.example";

        using HttpResponseMessage answer = await host.Http.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string? header, string? value)
    {
        using var request = new HttpRequestMessage(
            path == "/metrics" ? HttpMethod.Get : HttpMethod.Post, $"http://127.0.0.1:{_host.HttpPort}{path}");
        request.Content = request.Method == HttpMethod.Post ? new StringContent("body") : null;
        if (header is not null) request.Headers.TryAddWithoutValidation(header, value);
        return await _host.Http.SendAsync(request, Token);
    }

    private sealed class Answering : Embeddings.EmbeddingsBase
    {
        public override Task<GetModelResponse> GetModel(GetModelRequest request, ServerCallContext context) =>
            Task.FromResult(new GetModelResponse { Model = "open" });
    }
}
