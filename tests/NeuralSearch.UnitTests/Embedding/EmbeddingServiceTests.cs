using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NeuralSearch.Inference;
using Xunit;

namespace NeuralSearch.UnitTests.Embedding;

public class EmbeddingServiceTests
{
    private static readonly Dictionary<string, string?> Broken = new()
    {
        ["NeuralSearch:Embedding:ModelsPath"] = Path.Combine(Path.GetTempPath(), "there-are-no-models-here"),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_wait_for_the_model_and_readiness_tells_when_it_is_loaded()
    {
        await using EmbeddingHost host = await EmbeddingHost.StartAsync();
        var generator = host.Services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();

        ReadOnlyMemory<float> vector = await generator.GenerateVectorAsync(
            "a film about a whale", cancellationToken: Token);

        Assert.Equal(384, vector.Length);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/readyz", Token)).StatusCode);
    }

    [Fact]
    public async Task The_generator_and_the_tokenizer_share_the_model()
    {
        await using EmbeddingHost host = await EmbeddingHost.StartAsync();
        var generator = host.Services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
        WordPieceTokenizer tokenizer = host.Services.GetRequiredService<WordPieceTokenizer>();

        EmbeddingGeneratorMetadata? metadata = generator.GetService<EmbeddingGeneratorMetadata>();

        Assert.Equal(("all-MiniLM-L6-v2", 384), (metadata?.DefaultModelId, metadata?.DefaultModelDimensions));
        Assert.Equal(2, tokenizer.Count("hello world"));
        Assert.Same(tokenizer, generator.GetService<WordPieceTokenizer>());
    }

    [Fact]
    public async Task Without_its_model_the_host_runs_but_is_not_ready_and_every_call_gives_the_reason()
    {
        ConcurrentQueue<string> errors = new();
        await using EmbeddingHost host = await EmbeddingHost.StartAsync(
            Broken, services => services.AddLogging(logging => logging.AddProvider(new ErrorLog(errors))));
        var generator = host.Services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();

        Exception e = await Assert.ThrowsAnyAsync<InvalidOperationException>(
            () => generator.GenerateAsync(["text"], null, Token));

        Assert.Contains("there-are-no-models-here", e.Message, StringComparison.Ordinal);
        HealthReport health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);
        Assert.Equal(HealthStatus.Unhealthy, health.Entries["model"].Status);
        Assert.Equal(e.Message, health.Entries["model"].Description);
        Assert.Contains("ready", health.Entries["model"].Tags);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.Client.GetAsync("/readyz", Token)).StatusCode);
        Assert.Contains(
            "Point the configuration to the repository's models "
            + "folder", Assert.Single(errors), StringComparison.Ordinal);
        Assert.Throws<DirectoryNotFoundException>(
            () => host.Services.GetRequiredService<WordPieceTokenizer>().Count("text"));
        Assert.Null(generator.GetService<EmbeddingGeneratorMetadata>()?.DefaultModelDimensions);
    }

    [Fact]
    public async Task Without_its_model_the_endpoint_answers_503_with_the_reason()
    {
        await using EmbeddingHost host = await EmbeddingHost.StartAsync(Broken);

        HttpResponseMessage response = await host.Client.PostAsJsonAsync(
            "/v1/embeddings", new { input = "text" }, Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        using JsonDocument json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        JsonElement error = json.RootElement.GetProperty("error");
        Assert.Equal("model_not_loaded", error.GetProperty("code").GetString());
        Assert.Contains("there-are-no-models-here", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Workers", "0", "NeuralSearch:Embedding:Workers is '0'; allowed is 1 to 256.")]
    [InlineData("BatchTokens", "-1", "NeuralSearch:Embedding:BatchTokens is '-1'; allowed is 1 to 16384.")]
    [InlineData("MaxDelay", "00:01:00", "NeuralSearch:Embedding:MaxDelay is '00:01:00'; allowed is")]
    [InlineData("QueueTexts", "0", "NeuralSearch:Embedding:QueueTexts is '0'; allowed is")]
    [InlineData("InteractiveTimeout", "00:00:00", "NeuralSearch:Embedding:InteractiveTimeout is '00:00:00'; allowed")]
    [InlineData("CacheEntries", "1", "NeuralSearch:Embedding:CacheEntries is '1'; allowed is 0 (no cache) or 3")]
    public async Task A_wrong_option_stops_the_start_by_its_configuration_path(string key, string value, string message)
    {
        await using WebApplication app = EmbeddingHost.Build(new() { [$"NeuralSearch:Embedding:{key}"] = value });

        OptionsValidationException e = await Assert.ThrowsAsync<OptionsValidationException>(
            () => app.StartAsync(Token));

        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    private sealed class ErrorLog(ConcurrentQueue<string> errors) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) =>
            categoryName.StartsWith("NeuralSearch.", StringComparison.Ordinal)
                ? this
                : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) errors.Enqueue(formatter(state, exception));
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public void Dispose()
        {
        }
    }
}
