using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NeuralSearch.Catalog;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Ingestion;
using NeuralSearch.Ingestion.Pipeline;
using NeuralSearch.Ingestion.Preparation;
using NeuralSearch.Ingestion.Runs;
using NeuralSearch.Ingestion.Samples;
using NeuralSearch.Ingestion.Sources;
using NeuralSearch.ServiceDefaults.Hosting;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Fakes;

/// <summary>Ingestion on a real Kestrel, with a fake node and generator, on a data folder.</summary>
internal sealed class IngestionHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private IngestionHost(WebApplication app)
    {
        _app = app;
        BaseAddress = new Uri(app.Services
            .GetRequiredService<IServer>()
            .Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        Client = new HttpClient { BaseAddress = BaseAddress, Timeout = TimeSpan.FromMinutes(2) };
    }

    public Uri BaseAddress { get; }

    public HttpClient Client { get; }

    public ICatalog Catalog => _app.Services.GetRequiredService<ICatalog>();

    public IngestionRuns Runs => _app.Services.GetRequiredService<IngestionRuns>();

    public Ingestor Ingestor => _app.Services.GetRequiredService<Ingestor>();

    public IngestionOptions Options => _app.Services.GetRequiredService<IngestionOptions>();

    public HealthCheckService Health => _app.Services.GetRequiredService<HealthCheckService>();

    public SampleLoader SampleLoader => _app.Services.GetServices<IHostedService>().OfType<SampleLoader>().Single();

    public static async Task<IngestionHost> StartAsync(
        string dataPath, FakeNode node, IEmbeddingGenerator<string, Embedding<float>> generator,
        params (string Key, string? Value)[] settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["NeuralSearch:DataPath"] = dataPath,
            ["NeuralSearch:Sample:Enabled"] = "false",
            ["NeuralSearch:Ingestion:RetryDelay"] = "00:00:00.001",
        });
        builder.Configuration.AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        builder.Services.AddSingleton<ITokenCounter, FakeTokenCounter>();
        builder.Services.AddSingleton(generator);
        builder.Services.AddSingleton(new Points.PointsClient(node));
        builder.Services.AddSingleton(new Collections.CollectionsClient(node));
        builder.Services.AddOptions<ShutdownOptions>().BindConfiguration(ShutdownOptions.Section);
        builder.AddIngestion();
        WebApplication app = builder.Build();
        app.MapIngestion();
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new IngestionHost(app);
    }

    /// <summary>Runs an ingestion of these lines without HTTP.</summary>
    public async Task<IngestionRun> IngestAsync(
        string lines, string collection = "documents", Action<LineError>? report = null,
        CancellationTokenSource? stop = null)
    {
        IngestionSession session =
            await Ingestor.OpenAsync("test", collection, [], total: null, TestContext.Current.CancellationToken);
        using MemoryStream stream = new(System.Text.Encoding.UTF8.GetBytes(lines));
        await session.RunAsync(
            new JsonLinesSource(stream, Options), report ?? (_ => { }), stop?.Token ?? CancellationToken.None);
        return session.Run;
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
