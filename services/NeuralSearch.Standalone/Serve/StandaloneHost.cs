using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
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
            Directory.CreateDirectory(settings.DataPath);
            await using WebApplication app = Build(settings);
            await app.RunAsync(cancellationToken);
            return 0;
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
        builder.Configuration.AddInMemoryCollection(settings.ToConfiguration());
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
        builder.Services.AddSingleton(settings);
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
