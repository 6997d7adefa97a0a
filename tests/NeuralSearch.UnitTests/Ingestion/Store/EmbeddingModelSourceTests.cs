using System.Net;
using System.Text.Json.Nodes;
using Grpc.Net.Client;
using Microsoft.Extensions.AI;
using NeuralSearch.Catalog;
using NeuralSearch.Client.Embedding;
using NeuralSearch.Ingestion.Runs;
using NeuralSearch.Testing;
using NeuralSearch.UnitTests.Ingestion.Fakes;
using NeuralSearch.UnitTests.ServiceDefaults;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Store;

/// <summary>Ingestion with an embedding service that is down, comes, and changes its model.</summary>
public sealed class EmbeddingModelSourceTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeNode _node = new();
    private readonly FakeEmbeddingService _service = new();
    private TestHost _host = null!;
    private GrpcChannel _channel = null!;
    private EmbeddingServiceGenerator _generator = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await _service.StartAsync();
        _channel = LoopbackChannel.To(_host.GrpcPort!.Value);
        _generator = new EmbeddingServiceGenerator(_channel.CreateCallInvoker());
    }

    public async ValueTask DisposeAsync()
    {
        _generator.Dispose();
        _channel.Dispose();
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Until_the_embedding_service_answers_documents_are_refused_with_503_and_then_taken()
    {
        _service.IsDown = true;
        await using IngestionHost host = await StartAsync();

        using HttpResponseMessage refused = await PostAsync(host, Lines.Documents(3));
        _service.IsDown = false;
        using HttpResponseMessage taken = await PostAsync(host, Lines.Documents(3));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        JsonNode problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync(Cancellation))!;
        Assert.Equal(
            "Asking the embedding service for its model failed 12 times: Unavailable: the model is being loaded",
            problem["detail"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Equal(3, _node.PointsOf("documents").Count);
        Assert.Equal(FakeGenerator.Model, _node.DefinitionOf("documents").Metadata["model"].StringValue);
    }

    [Fact]
    public async Task An_unreachable_embedding_service_is_503_too()
    {
        await using IngestionHost host = await StartAsync();
        await _host.App.StopAsync(Cancellation);

        using HttpResponseMessage refused = await PostAsync(host, Lines.Documents(1));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
    }

    [Fact]
    public async Task A_model_that_changes_during_an_ingestion_ends_it_and_no_vector_of_the_other_is_stored()
    {
        _service.ChangeModelAfter = 10;
        await using IngestionHost host = await StartAsync(("NeuralSearch:Ingestion:EmbeddingBatchChunks", "5"));

        IngestionRun run = await host.IngestAsync(Lines.Documents(40));

        Assert.Equal(IngestionState.Failed, run.State);
        Assert.Contains("serves 'newer-model' and not 'fake-model'", run.Error, StringComparison.Ordinal);
        Assert.InRange(_node.PointsOf("documents").Count, 0, 10);
    }

    [Fact]
    public async Task A_model_that_changed_between_two_ingestions_is_a_conflict_with_the_collection()
    {
        await using IngestionHost host = await StartAsync();
        await host.IngestAsync(Lines.Documents(2));
        _service.Model = "newer-model";

        using HttpResponseMessage same = await PostAsync(host, Lines.Documents(2));
        using HttpResponseMessage other = await PostAsync(host, Lines.Documents(2), "others");

        Assert.Equal(HttpStatusCode.Conflict, same.StatusCode);
        Assert.Contains(
            "'newer-model'", await same.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal("newer-model", _node.DefinitionOf("others").Metadata["model"].StringValue);
    }

    [Fact]
    public async Task A_generator_that_does_not_know_its_dimensions_is_tried_out()
    {
        using Unmeasured generator = new();
        await using IngestionHost host = await IngestionHost.StartAsync(_folder.Path, _node, generator);

        IngestionRun run = await host.IngestAsync(Lines.Documents(2));

        Assert.Equal(2, run.Stored);
        Assert.Equal(5ul, _node.DefinitionOf("documents").VectorsConfig.Params.Size);
        Assert.Equal("measured-model", _node.DefinitionOf("documents").Metadata["model"].StringValue);
    }

    private Task<IngestionHost> StartAsync(params (string Key, string? Value)[] settings) =>
        IngestionHost.StartAsync(_folder.Path, _node, _generator, settings);

    private static Task<HttpResponseMessage> PostAsync(
        IngestionHost host, string lines, string collection = "documents") =>
        host.Client.PostAsync($"/v1/documents?collection={collection}", new StringContent(lines), Cancellation);

    private sealed class Unmeasured : IEmbeddingGenerator<string, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null,
            CancellationToken cancellationToken = default) =>
            Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(
                text => new Embedding<float>(FakeGenerator.VectorOf(text, 5)) { ModelId = "measured-model" })));

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
