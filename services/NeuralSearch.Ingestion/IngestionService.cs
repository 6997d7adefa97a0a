using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NeuralSearch.Catalog;
using NeuralSearch.Inference;
using NeuralSearch.Ingestion.Http;
using NeuralSearch.Ingestion.Pipeline;
using NeuralSearch.Ingestion.Preparation;
using NeuralSearch.Ingestion.Runs;
using NeuralSearch.Ingestion.Samples;
using NeuralSearch.Ingestion.Store;
using NeuralSearch.ServiceDefaults.Hosting;

namespace NeuralSearch.Ingestion;

/// <summary>
/// Ingestion as a part of a host: documents come in over HTTP and from the sample, and become points.
/// </summary>
public static class IngestionService
{
    internal const string DocumentsPath = "/v1/documents";

    // The embedding service's own keys: its model's tokenizer is wanted.
    private const string ModelsPathKey = "NeuralSearch:Embedding:ModelsPath";
    private const string ModelKey = "NeuralSearch:Embedding:Model";
    private const string DefaultModel = "all-MiniLM-L6-v2";

    /// <summary>
    /// Adds ingestion. It needs, from the same host: an <c>IEmbeddingGenerator&lt;string,
    /// Embedding&lt;float&gt;&gt;</c>, the clients of the vector node, and <c>NeuralSearch:DataPath</c>, the data
    /// folder. The <c>WordPieceTokenizer</c> that counts tokens is the host's, or else that of
    /// <c>NeuralSearch:Embedding:Model</c>.
    /// </summary>
    public static IHostApplicationBuilder AddIngestion(this IHostApplicationBuilder builder)
    {
        // Without it, gzip data that is cut off reads like a complete input. The switch is read when the first stream
        // is decompressed, and no stream that is cut off is welcome anywhere in the process.
        AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

        AddOptions<IngestionOptions>(builder, IngestionOptions.Section);
        AddOptions<SampleOptions>(builder, SampleOptions.Section);
        IServiceCollection services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton<IngestionMetrics>();
        AddCatalog(services, builder.Configuration);
        AddPreparation(services, builder.Configuration);
        AddPipeline(services);
        services.AddHostedService<SampleLoader>();
        return builder;
    }

    /// <summary>Maps <c>POST</c> and <c>DELETE /v1/documents</c> and <c>GET /v1/ingestions</c>.</summary>
    public static WebApplication MapIngestion(this WebApplication app)
    {
        app.MapPost(DocumentsPath, DocumentsEndpoint.PostAsync)
            .WithName("IngestDocuments").WithTags("documents")
            .WithSummary("Stores documents: JSON lines, or files as multipart/form-data")
            .WithDescription(DocumentsEndpoint.PostDescription)
            .Produces(StatusCodes.Status200OK, contentType: "application/x-ndjson")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        app.MapDelete(DocumentsPath + "/{collection}/{**id}", DocumentsEndpoint.DeleteAsync)
            .WithName("DeleteDocument").WithTags("documents")
            .WithSummary("Removes a document with all its chunks")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        app.MapGet("/v1/ingestions", IngestionsEndpoint.GetAsync)
            .WithName("ListIngestions").WithTags("documents")
            .WithSummary("The ingestions that run, and the last that ended")
            .Produces<IngestionList>();
        return app;
    }

    private static void AddOptions<TOptions>(IHostApplicationBuilder builder, string section)
        where TOptions : class
    {
        builder.Services.AddOptions<TOptions>()
            .BindConfiguration(section)
            .ValidateAnnotations(section)
            .ValidateOnStart();
        builder.Services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<TOptions>>().Value);
    }

    private static void AddCatalog(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(_ => new CatalogLock(DataFolder(configuration)));
        services.AddSingleton<ICatalog>(provider =>
        {
            _ = provider.GetRequiredService<CatalogLock>(); // made first, and so disposed after the catalog
            long started = Stopwatch.GetTimestamp();
            SqliteCatalog catalog = OpenCatalog(DataFolder(configuration), provider.GetRequiredService<TimeProvider>());
            Log.OpenedCatalog(
                provider.GetRequiredService<ILogger<SqliteCatalog>>(), catalog.Path,
                Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            return catalog;
        });
        services.AddSingleton(provider => provider.GetRequiredService<ICatalog>().Documents);
        services.AddSingleton(provider => provider.GetRequiredService<ICatalog>().Ingestions);
        services.AddSingleton(provider => new IngestionRuns(
            provider.GetRequiredService<IIngestionHistory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<IngestionRuns>>()));
        services.AddHostedService<CatalogStartup>();
        services.AddHealthChecks().AddCheck<CatalogHealthCheck>("catalog", tags: ["ready"]);
    }

    private static string DataFolder(IConfiguration configuration) =>
        configuration[ServiceKeys.DataPath] is { Length: > 0 } path
            ? path
            : throw new InvalidOperationException(
                $"{ServiceKeys.DataPath} is not set; it names the folder that the catalog is kept in.");

    private static SqliteCatalog OpenCatalog(string folder, TimeProvider time)
    {
        try
        {
            return SqliteCatalog.Open(Path.Combine(folder, SqliteCatalog.FileName), time);
        }
        catch (CatalogException error)
        {
            throw new StartRefusedException(error.Message, error);
        }
    }

    private static void AddPreparation(IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton<ITokenCounter, WordPieceTokenCounter>();
        // Counting tokens stays here when the model is elsewhere: it is done for every word.
        services.TryAddSingleton(WordPieceTokenizer.OfModel(
            configuration[ModelsPathKey],
            configuration[ModelKey] is { Length: > 0 } model ? model : DefaultModel));
        services.AddSingleton(provider =>
        {
            IngestionOptions options = provider.GetRequiredService<IngestionOptions>();
            return new DocumentPreparer(
                provider.GetRequiredService<ITokenCounter>(),
                new ChunkerOptions { MaxTokens = options.ChunkTokens, OverlapTokens = options.ChunkOverlapTokens },
                options.TitleTokens);
        });
    }

    private static void AddPipeline(IServiceCollection services)
    {
        services.AddSingleton(provider => new ByteBudget(
            provider.GetRequiredService<IngestionOptions>().MaxInFlightBytes,
            provider.GetRequiredService<IngestionMetrics>()));
        services.AddSingleton<DocumentLocks>();
        services.AddSingleton<RetryPolicy>();
        services.AddSingleton<EmbeddingModelSource>();
        services.AddSingleton<CollectionPreparer>();
        services.AddSingleton<PointWriter>();
        services.AddSingleton<DocumentRemover>();
        services.AddSingleton<ReadStage>();
        services.AddSingleton<PrepareStage>();
        services.AddSingleton<EmbedStage>();
        services.AddSingleton<UpsertStage>();
        services.AddSingleton<CommitStage>();
        services.AddSingleton<SweepStage>();
        services.AddSingleton<SourceLeases>();
        services.AddSingleton<IngestionPipeline>();
        services.AddSingleton<Ingestor>();
    }
}
