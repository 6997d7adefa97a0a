using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NeuralSearch.Embedding;

namespace NeuralSearch.UnitTests.Embedding;

/// <summary>The embedding service alone on a free port of the loopback address.</summary>
public sealed class EmbeddingHost : IAsyncDisposable
{
    private EmbeddingHost(WebApplication app)
    {
        App = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public WebApplication App { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => App.Services;

    public static async Task<EmbeddingHost> StartAsync(
        Dictionary<string, string?>? configuration = null, Action<IServiceCollection>? configure = null)
    {
        WebApplication app = Build(configuration, configure);
        await app.StartAsync();
        return new EmbeddingHost(app);
    }

    public static WebApplication Build(
        Dictionary<string, string?>? configuration = null, Action<IServiceCollection>? configure = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(configuration ?? []);
        builder.AddEmbedding();
        configure?.Invoke(builder.Services);

        WebApplication app = builder.Build();
        app.MapEmbedding();
        app.MapHealthChecks("/readyz", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") });
        return app;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
    }
}
