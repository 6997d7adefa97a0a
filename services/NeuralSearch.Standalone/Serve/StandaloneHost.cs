using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using NeuralSearch.Catalog;
using NeuralSearch.Client;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Embedding;
using NeuralSearch.Ingestion;
using NeuralSearch.Node;
using NeuralSearch.Node.Wire;
using NeuralSearch.Query;
using NeuralSearch.ServiceDefaults;
using NeuralSearch.VectorNode;

namespace NeuralSearch.Standalone.Serve;

/// <summary>Embedding, vector node, ingestion and query in one process, joined by an in-process channel.</summary>
public static class StandaloneHost
{
    // In-flight requests and the ingestion at work get this long to end.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(8);

    /// <summary>Serves until the token or a signal stops it.</summary>
    /// <returns>0 after a stop, 1 when it could not start.</returns>
    public static async Task<int> RunAsync(ServeSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        try
        {
            await using WebApplication app = Build(settings);
            BackgroundService[] background =
                [.. app.Services.GetServices<IHostedService>().OfType<BackgroundService>()];
            await app.RunAsync(cancellationToken);

            // One that failed has stopped the host, and logged why.
            return background.Any(service => service.ExecuteTask is { IsFaulted: true }) ? 1 : 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CatalogException
            or OptionsValidationException)
        {
            await Console.Error.WriteLineAsync($"neuralsearch: {error.Message}");
            return 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
    }

    /// <summary>Composes the application without starting it.</summary>
    public static WebApplication Build(ServeSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        Configure(builder.Configuration, settings);
        builder.Logging.SetMinimumLevel(LogLevel.Warning)
            .AddConsoleFormatter<PlainFormatter, ConsoleFormatterOptions>()
            .AddConsole(console => console.FormatterName = PlainFormatter.FormatterName);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);

        builder.AddServiceDefaults();
        builder.AddEmbedding();
        builder.AddVectorNode();
        builder.AddIngestion();
        builder.AddQuery();
        AddInProcessChannel(builder.Services);
        builder.Services.AddHostedService<ReadyAnnouncement>();
        builder.Services.AddHostedService<ConsoleProgress>();

        WebApplication app = builder.Build();
        app.MapServiceDefaults();
        app.MapEmbedding();
        app.MapVectorNode();
        app.MapIngestion();
        app.MapQuery();
        return app;
    }

    /// <summary>Defaults give way to the environment, and that to the command line.</summary>
    private static void Configure(ConfigurationManager configuration, ServeSettings settings)
    {
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = ServeSettings.Defaults });
        configuration.AddInMemoryCollection(settings.ToConfiguration());
        string dataPath = Path.GetFullPath(configuration[ServeSettings.DataPathKey]!);
        configuration[ServeSettings.DataPathKey] = dataPath;
        Directory.CreateDirectory(dataPath);
    }

    private static void AddInProcessChannel(IServiceCollection services)
    {
        services.AddSingleton(provider => new InProcessCallInvoker(
            provider.GetRequiredService<CollectionStore>(), provider.GetRequiredService<NodeInterceptor>()));
        services.AddSingleton(provider => new Points.PointsClient(provider.GetRequiredService<InProcessCallInvoker>()));
        services.AddSingleton(
            provider => new Collections.CollectionsClient(provider.GetRequiredService<InProcessCallInvoker>()));
        services.AddSingleton(
            provider => new Qdrant.QdrantClient(provider.GetRequiredService<InProcessCallInvoker>()));
    }
}
