using System.Net;
using System.Text.Json.Nodes;
using Grpc.Core;
using NeuralSearch.Testing;
using NeuralSearch.UnitTests.Ingestion.Fakes;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Http;

public sealed class DocumentDeletionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeNode _node = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_deleted_document_is_gone_and_can_come_again()
    {
        await using IngestionHost host = await StartAsync();
        await PostAsync(host, Lines.Document("a", Lines.Sentences(50)) + Lines.Document("b", "Stays."));

        using HttpResponseMessage first = await host.Client.DeleteAsync("/v1/documents/documents/a", Cancellation);
        using HttpResponseMessage second = await host.Client.DeleteAsync("/v1/documents/documents/a", Cancellation);
        IReadOnlyList<string> left = _node.PassagesOf("documents");
        using HttpResponseMessage again = await PostAsync(host, Lines.Document("a", Lines.Sentences(50)));

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (first.StatusCode, second.StatusCode));
        Assert.Equal(["b/0000: Stays."], left);
        Assert.Equal(1, (int)(await SummaryAsync(again))["stored"]!);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("100% sure?")]
    [InlineData("ä 映画 #1")]
    public async Task Any_id_can_be_deleted(string id)
    {
        await using IngestionHost host = await StartAsync();
        await PostAsync(host, Lines.Document(id, "Text."));

        using HttpResponseMessage response = await host.Client.DeleteAsync(
            $"/v1/documents/documents/{Uri.EscapeDataString(id)}", Cancellation);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Empty(_node.PointsOf("documents"));
    }

    [Fact]
    public async Task Deleting_from_a_collection_that_is_not_there_is_not_found()
    {
        await using IngestionHost host = await StartAsync();
        await PostAsync(host, Lines.Documents(1), "gone");
        _node.Drop("gone");

        using HttpResponseMessage never = await host.Client.DeleteAsync("/v1/documents/never/a", Cancellation);
        using HttpResponseMessage gone = await host.Client.DeleteAsync("/v1/documents/gone/d0", Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, never.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task A_delete_that_was_cut_off_does_not_leave_a_document_that_counts_as_stored()
    {
        await using IngestionHost host = await StartAsync();
        await PostAsync(host, Lines.Documents(1));
        _node.After = (call, _) => call == "Delete"
            ? throw new RpcException(new Status(StatusCode.Internal, "answer lost"))
            : Task.CompletedTask;
        using HttpResponseMessage failed = await host.Client.DeleteAsync("/v1/documents/documents/d0", Cancellation);
        _node.After = (_, _) => Task.CompletedTask;

        using HttpResponseMessage again = await PostAsync(host, Lines.Documents(1));

        Assert.Equal(HttpStatusCode.BadGateway, failed.StatusCode);
        Assert.Equal(1, (int)(await SummaryAsync(again))["stored"]!);
        Assert.Single(_node.PointsOf("documents"));
    }

    private static Task<HttpResponseMessage> PostAsync(
        IngestionHost host, string lines, string collection = "documents") => host.Client.PostAsync(
            $"/v1/documents?collection={collection}", new StringContent(lines), Cancellation);

    private static async Task<JsonObject> SummaryAsync(HttpResponseMessage response) =>
        Lines.Summary(await response.Content.ReadAsStringAsync(Cancellation));

    private Task<IngestionHost> StartAsync(params (string Key, string? Value)[] settings) =>
        IngestionHost.StartAsync(_folder.Path, _node, new FakeGenerator(), settings);
}
