using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Ingestion;
using NeuralSearch.Ingestion.Runs;
using NeuralSearch.Testing;
using NeuralSearch.UnitTests.Ingestion.Fakes;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Store;

public sealed class CollectionPreparerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeNode _node = new();
    private readonly FakeGenerator _generator = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_missing_collection_is_created_for_the_model_and_its_documents_are_indexed()
    {
        await using IngestionHost host = await StartAsync();

        await host.IngestAsync(Lines.Documents(1));

        CreateCollection definition = _node.DefinitionOf("documents");
        Assert.Equal((ulong)FakeGenerator.Dimensions, definition.VectorsConfig.Params.Size);
        Assert.Equal(Distance.Cosine, definition.VectorsConfig.Params.Distance);
        Assert.Equal(FakeGenerator.Model, definition.Metadata["model"].StringValue);
        Assert.Equal(FieldType.Keyword, _node.IndexesOf("documents")["document"]);
    }

    [Fact]
    public async Task A_collection_that_was_deleted_is_filled_again()
    {
        await using IngestionHost host = await StartAsync();
        await host.IngestAsync(Lines.Documents(5));
        _node.Drop("documents");

        IngestionRun run = await host.IngestAsync(Lines.Documents(5));

        Assert.Equal((5, 0), (run.Stored, run.Unchanged));
        Assert.Equal(5, _node.PointsOf("documents").Count);
    }

    [Fact]
    public async Task A_collection_that_another_program_emptied_is_filled_again()
    {
        CreateCollection foreign = new()
        {
            CollectionName = "documents",
            VectorsConfig = new VectorsConfig
            {
                Params = new VectorParams { Size = FakeGenerator.Dimensions, Distance = Distance.Cosine },
            },
        };
        _node.Create(foreign);
        await using IngestionHost host = await StartAsync();
        await host.IngestAsync(Lines.Documents(5));
        _node.Drop("documents");
        _node.Create(foreign);

        IngestionRun run = await host.IngestAsync(Lines.Documents(5));

        Assert.Equal(5, run.Stored);
        Assert.Equal(5, _node.PointsOf("documents").Count);
    }

    [Fact]
    public async Task A_lost_catalog_leaves_no_old_chunks_behind()
    {
        await using (IngestionHost first = await StartAsync())
            await first.IngestAsync(Lines.Document("a", Lines.Sentences(50)));
        foreach (string file in Directory.GetFiles(_folder.Path, "catalog.db*"))
            File.Delete(file);
        await using IngestionHost host = await StartAsync();

        await host.IngestAsync(Lines.Document("a", "Only this."));

        Assert.Equal(["a/0000: Only this."], _node.PassagesOf("documents"));
    }

    [Theory]
    [InlineData(16, Distance.Cosine, "16 dimensions")]
    [InlineData(FakeGenerator.Dimensions, Distance.Dot, "distance Dot")]
    public async Task A_collection_with_other_vectors_is_refused(int size, Distance distance, string named)
    {
        _node.Create(new CreateCollection
        {
            CollectionName = "documents",
            VectorsConfig = new VectorsConfig
            {
                Params = new VectorParams { Size = (ulong)size, Distance = distance },
            },
        });
        await using IngestionHost host = await StartAsync();

        IngestionException exception = await Assert.ThrowsAsync<IngestionException>(
            () => host.IngestAsync(Lines.Documents(1)));

        Assert.Equal(IngestionError.Conflict, exception.Error);
        Assert.Contains(named, exception.Message, StringComparison.Ordinal);
        Assert.Empty(await host.Runs.ListAsync(Cancellation));
    }

    [Fact]
    public async Task A_collection_of_another_model_is_refused()
    {
        await using (IngestionHost first = await StartAsync())
            await first.IngestAsync(Lines.Documents(1));
        await using IngestionHost host = await IngestionHost.StartAsync(
            _folder.Path, _node, new FakeGenerator(model: "newer-model"));

        IngestionException exception = await Assert.ThrowsAsync<IngestionException>(
            () => host.IngestAsync(Lines.Documents(1)));

        Assert.Contains("'fake-model'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'newer-model'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Losing_the_race_to_create_a_collection_is_no_error()
    {
        bool isFirst = true;
        await using IngestionHost host = await StartAsync();
        _node.Before = (call, request) =>
        {
            if (call == "Create" && isFirst)
            {
                isFirst = false;
                _node.Create((CreateCollection)request);
            }

            return Task.CompletedTask;
        };

        IngestionRun run = await host.IngestAsync(Lines.Documents(2));

        Assert.Equal(2, run.Stored);
    }

    private Task<IngestionHost> StartAsync(params (string Key, string? Value)[] settings) =>
        IngestionHost.StartAsync(_folder.Path, _node, _generator, settings);
}
