using System.Net;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Reflection.V1Alpha;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using NeuralSearch.Client;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Query;
using NeuralSearch.Query.Front;
using NeuralSearch.ServiceDefaults.Grpc;
using NeuralSearch.Testing;
using NeuralSearch.UnitTests.ServiceDefaults;
using Xunit;

namespace NeuralSearch.UnitTests.Query.Front;

/// <summary>The front over a node that notes what reaches it, both on real sockets.</summary>
public sealed class FrontTests : IAsyncLifetime
{
    private const int UnknownField = 4242;

    private readonly RecordingNode _node = new();
    private TestHost _store = null!;
    private TestHost _ingestion = null!;
    private TestHost _front = null!;
    private GrpcChannel _channel = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await TestHost.StartAsync(
            builder =>
            {
                builder.AddGrpcServer();
                builder.Services.AddSingleton(_node);
            },
            app => app.MapGrpcService<RecordingNode>(),
            grpc: true);
        _ingestion = await TestHost.StartAsync(map: app => app.Map("/v1/documents/{**rest}", EchoAsync));
        _front = await StartFrontAsync();
        _channel = LoopbackChannel.To(_front.GrpcPort!.Value);
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        foreach (TestHost host in new[] { _front, _ingestion, _store }) await host.DisposeAsync();
    }

    [Fact]
    public async Task What_this_build_does_not_know_reaches_the_store_and_comes_back()
    {
        byte[] unknown = [.. Tag(UnknownField), 3, .. "new"u8];
        var request = CountPoints.Parser.ParseFrom([.. new CountPoints { CollectionName = "c" }.ToByteArray(), .. unknown]);

        CountResponse answer = await new Points.PointsClient(_channel).CountAsync(request, cancellationToken: Token);

        Assert.Equal(request.ToByteArray(), _node.Request);
        Assert.Equal(7UL, answer.Result.Count);
    }

    [Fact]
    public async Task Deadline_headers_and_the_key_of_the_store_travel_along()
    {
        DateTime deadline = DateTime.UtcNow.AddSeconds(30);

        await new Points.PointsClient(_channel).CountAsync(
            new CountPoints(), new Metadata { { "x-tenant", "blue" } }, deadline, Token);

        Assert.Equal("of the store", _node.Headers!.GetValue("api-key"));
        Assert.Equal("blue", _node.Headers!.GetValue("x-tenant"));
        Assert.InRange(_node.Deadline, deadline.AddSeconds(-20), deadline.AddSeconds(1));
    }

    [Fact]
    public async Task A_key_of_the_caller_takes_the_place_of_the_front_s()
    {
        await new Points.PointsClient(_channel).CountAsync(
            new CountPoints(), new Metadata { { "api-key", "of the caller" } }, cancellationToken: Token);

        Assert.Equal("of the caller", _node.Headers!.GetValue("api-key"));
    }

    [Theory]
    [InlineData("api-key", "of the front")]
    [InlineData("authorization", "Bearer of the front")]
    public async Task A_key_that_the_front_asks_for_does_not_reach_the_store(string header, string value)
    {
        await using TestHost front = await StartFrontAsync(("NeuralSearch:Auth:ApiKey", "of the front"));
        using GrpcChannel channel = LoopbackChannel.To(front.GrpcPort!.Value);

        await new Points.PointsClient(channel).CountAsync(
            new CountPoints(), new Metadata { { header, value } }, cancellationToken: Token);

        Assert.Equal("of the store", _node.Headers!.GetValue("api-key"));
        Assert.DoesNotContain(_node.Headers!, entry => entry.Key == "authorization");
    }

    [Fact]
    public async Task A_refusal_of_the_store_comes_back_with_its_status_text_and_trailers()
    {
        _node.Failure = new RpcException(
            new Status(StatusCode.ResourceExhausted, "come again"), new Metadata { { "retry-after", "2" } });

        var refused = await Assert.ThrowsAsync<RpcException>(() => new Points.PointsClient(_channel)
            .CountAsync(new CountPoints(), cancellationToken: Token).ResponseAsync);

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Equal("come again", refused.Status.Detail);
        Assert.Equal("2", refused.Trailers.GetValue("retry-after"));
    }

    [Fact]
    public async Task A_store_that_is_gone_is_UNAVAILABLE_in_a_sentence_and_the_front_is_not_ready()
    {
        await _store.DisposeAsync();

        var refused = await Assert.ThrowsAsync<RpcException>(() => new Points.PointsClient(_channel)
            .CountAsync(new CountPoints(), cancellationToken: Token).ResponseAsync);
        using HttpResponseMessage readiness = await _front.Http.GetAsync("/readyz", Token);

        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        Assert.StartsWith("The vector store at http://127.0.0.1:", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, readiness.StatusCode);
    }

    [Fact]
    public async Task Reflection_lists_the_contract()
    {
        using var call = new ServerReflection.ServerReflectionClient(_channel)
            .ServerReflectionInfo(cancellationToken: Token);
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, Token);
        await call.ResponseStream.MoveNext(Token);

        IEnumerable<string> services = call.ResponseStream.Current.ListServicesResponse.Service.Select(s => s.Name);

        Assert.Superset(
            new HashSet<string> { "qdrant.Qdrant", "qdrant.Collections", "qdrant.Points", "qdrant.Snapshots" },
            services.ToHashSet());
    }

    [Fact]
    public async Task Uploads_are_handed_on_with_path_query_and_host()
    {
        using var body = new StringContent("line", Encoding.UTF8, "application/x-ndjson");

        string posted = await (await _front.Http.PostAsync("/v1/documents?collection=a%20b", body, Token))
            .Content.ReadAsStringAsync(Token);
        string deleted = await (await _front.Http.DeleteAsync("/v1/documents/c/a%2Fb%3F", Token))
            .Content.ReadAsStringAsync(Token);

        Assert.Equal(
            $"POST /v1/documents?collection=a%20b 127.0.0.1:{_front.HttpPort} application/x-ndjson; charset=utf-8 line",
            posted);
        Assert.StartsWith("DELETE /v1/documents/c/a%2Fb%3F ", deleted, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_for_a_whole_address_is_handed_on_by_its_path()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _front.HttpPort, Token);
        string host = $"127.0.0.1:{_front.HttpPort}";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"GET http://{host}/v1/documents/c/a%2Fb?b=c HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"), Token);

        string answer = await new StreamReader(client.GetStream()).ReadToEndAsync(Token);

        Assert.Contains("GET /v1/documents/c/a%2Fb?b=c ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_gone_is_503_in_a_sentence()
    {
        using var body = new StringContent("""{"input": "x"}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _front.Http.PostAsync("/v1/embeddings", body, Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains(
            "The embedding service at", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    private Task<TestHost> StartFrontAsync(params (string, string?)[] settings) => TestHost.StartAsync(
        builder =>
        {
            builder.Services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(new FakeEmbeddings());
            builder.AddVectorStore().AddQuery().AddFront();
        },
        app => app.MapQuery().MapFront(),
        grpc: true,
        [
            ("ConnectionStrings:vectors", $"Endpoint=http://127.0.0.1:{_store.GrpcPort};Key=of the store"),
            ("services:ingestion:http:0", $"http://127.0.0.1:{_ingestion.HttpPort}"),
            ("services:embedding:http:0", $"http://127.0.0.1:{FreePorts.Take()}"),
            .. settings,
        ]);

    private static byte[] Tag(int field)
    {
        using var bytes = new MemoryStream();
        using var output = new CodedOutputStream(bytes, leaveOpen: true);
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.Flush();
        return bytes.ToArray();
    }

    private static async Task EchoAsync(HttpContext context)
    {
        var request = context.Request;
        string body = await new StreamReader(request.Body).ReadToEndAsync(context.RequestAborted);
        string target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        await context.Response.WriteAsync($"{request.Method} {target} {request.Host} {request.ContentType} {body}");
    }

    /// <summary>A store of which one method answers, and is remembered.</summary>
    private sealed class RecordingNode : Points.PointsBase
    {
        public byte[]? Request { get; private set; }

        public Metadata? Headers { get; private set; }

        public DateTime Deadline { get; private set; }

        public RpcException? Failure { get; set; }

        public override Task<CountResponse> Count(CountPoints request, ServerCallContext context)
        {
            (Request, Headers, Deadline) = (request.ToByteArray(), context.RequestHeaders, context.Deadline);
            return Failure is { } failure
                ? throw failure
                : Task.FromResult(new CountResponse { Result = new CountResult { Count = 7 } });
        }
    }
}
