using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.Embedding.Remote;

/// <summary>The embedding service in front of a remote embedder, as its users meet it.</summary>
public sealed class RemoteServiceTests
{
    private const string Section = "NeuralSearch:Embedding:Remote";
    private const string Canary = "sk-canary-0c7d2f";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_remote_serves_instead_of_the_local_model_and_that_is_logged_once()
    {
        LogLines log = new();
        await using FakeRemote server = await FakeRemote.StartAsync(AnswerTei);
        await using EmbeddingHost host = await StartAsync(server.Address, "tei", log);
        await ReadyAsync(host);

        using JsonDocument answer = await PostAsync(host, HttpStatusCode.OK);

        Assert.Equal("remote-model", answer.RootElement.GetProperty("model").GetString());
        Assert.Equal(
            FakeRemote.VectorOf("a whale"),
            answer.RootElement.GetProperty("data")[0].GetProperty("embedding").EnumerateArray()
                .Select(x => x.GetSingle()));
        HealthReport health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);
        Assert.Equal("The remote embedder serves remote-model with 4 dimensions.", health.Entries["model"].Description);
        string line = Assert.Single(log.Lines, l => l.Contains("instead of a local one", StringComparison.Ordinal));
        Assert.Contains($"remote-model of the remote embedder {server.Address}/ (tei)", line, StringComparison.Ordinal);
        Assert.DoesNotContain(log.Lines, l => l.Contains("Loading the embedding model", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_remote_that_is_not_there_yet_is_503_with_a_sentence_and_served_when_it_comes()
    {
        bool isDown = true;
        await using FakeRemote server = await FakeRemote.StartAsync(context =>
        {
            context.Response.StatusCode = 503;
            return Volatile.Read(ref isDown) ? context.Response.WriteAsync("") : AnswerTei(context, 200);
        });
        await using EmbeddingHost host = await StartAsync(server.Address, "tei");

        using JsonDocument refused = await PostAsync(host, HttpStatusCode.ServiceUnavailable);
        HealthReport health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);
        Volatile.Write(ref isDown, false);
        await ReadyAsync(host); // nobody asks for a vector meanwhile: the circuit closes by itself
        using JsonDocument served = await PostAsync(host, HttpStatusCode.OK);

        JsonElement error = refused.RootElement.GetProperty("error");
        Assert.Contains($"The remote embedder {server.Address}/", error.GetProperty("message").GetString(),
            StringComparison.Ordinal);
        Assert.StartsWith("remote_", error.GetProperty("code").GetString(), StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Unhealthy, health.Entries["model"].Status);
        Assert.Equal(4, served.RootElement.GetProperty("data")[0].GetProperty("embedding").GetArrayLength());
    }

    [Theory]
    [InlineData("openai", 503)]
    [InlineData("openai", 200)] // with a body that is no answer
    [InlineData("tei", 503)]
    public async Task One_failure_at_the_start_is_got_over_without_a_call(string kind, int status)
    {
        int requests = 0;
        await using FakeRemote server = await FakeRemote.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            if (Interlocked.Increment(ref requests) == 1) return Task.CompletedTask;
            return kind == "tei" ? AnswerTei(context) : FakeRemote.AnswerOpenAi(context, status: 200);
        });
        await using EmbeddingHost host = await StartAsync(server.Address, kind);

        await ReadyAsync(host);

        var generator = host.Services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
        Assert.Equal(4, generator.GetService<EmbeddingGeneratorMetadata>()?.DefaultModelDimensions);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_503_too()
    {
        await using EmbeddingHost host = await StartAsync($"http://127.0.0.1:{FreePorts.Take()}", "openai");

        using JsonDocument refused = await PostAsync(host, HttpStatusCode.ServiceUnavailable);

        Assert.Contains(
            "cannot be reached (ConnectionError)", refused.RootElement.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rate_limit_of_the_remote_is_passed_on_with_its_time()
    {
        await using FakeRemote server = await FakeRemote.StartAsync(context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "42";
            return context.Response.WriteAsync("""{"error": {"message": "slow down"}}""");
        });
        await using EmbeddingHost host = await StartAsync(server.Address, "openai");

        using HttpResponseMessage response = await host.Client.PostAsJsonAsync(
            "/v1/embeddings", new { input = "a whale" }, Token);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(42), response.Headers.RetryAfter?.Delta);
        Assert.Contains("slow down", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_is_in_no_log_no_error_and_no_health_answer_whatever_the_remote_repeats()
    {
        LogLines log = new();
        List<string> told = [];
        int status = 200;
        await using FakeRemote server = await FakeRemote.StartAsync(context =>
        {
            context.Response.StatusCode = Volatile.Read(ref status);
            return context.Response.WriteAsJsonAsync(
                new { error = new { message = $"your key is {context.Request.Headers.Authorization}" } });
        });

        foreach (int code in new[] { 200, 302, 400, 401, 404, 413, 429, 500, 503 })
        {
            Volatile.Write(ref status, code);
            await using EmbeddingHost host = await StartAsync(server.Address, "openai", log, ("ApiKey", Canary));
            var generator = host.Services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
            Exception e = await Assert.ThrowsAnyAsync<Exception>(() => generator.GenerateAsync(["a"], null, Token));
            told.Add(e.ToString());
            using HttpResponseMessage answer = await host.Client.PostAsJsonAsync(
                "/v1/embeddings", new { input = "a whale" }, Token);
            told.Add(await answer.Content.ReadAsStringAsync(Token));
            HealthReport health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);
            told.Add(health.Entries["model"].Description + health.Entries["model"].Exception);
        }

        Assert.NotEmpty(log.Lines);
        Assert.All(server.Requests, request => Assert.Equal("POST /embeddings", request));
        Assert.Contains(told, words => words.Contains("your key is Bearer ***", StringComparison.Ordinal));
        Assert.All(
            log.Lines.Concat(told),
            words => Assert.DoesNotContain("canary", words, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("Kind", "openapi", "Remote:Kind is 'openapi'; allowed is openai, tei, triton.")]
    [InlineData("Kind", null, "Remote:Kind is missing or wrong; allowed is openai, tei, triton.")]
    [InlineData("Endpoint", "localhost:8080", "Remote:Endpoint is missing or wrong; allowed is an absolute http")]
    [InlineData("Endpoint", "http://user:secret@host", "Remote:Endpoint is missing or wrong; allowed is an absolute")]
    [InlineData("Endpoint", null, "Remote:Endpoint is missing, but Kind is set beside it")]
    [InlineData("Model", "", "Remote:Model is ''; allowed is the model's name at the remote.")]
    [InlineData("ApiKey", "secret\n", "Remote:ApiKey is missing or wrong; allowed is up to 4096 visible ASCII")]
    [InlineData("ApiKeyHeader", "api key", "Remote:ApiKeyHeader is 'api key'; allowed is a header's name.")]
    [InlineData("ApiKeyHeader", "api-key", "Remote:ApiKey is ''; allowed is a key, as ApiKeyHeader is set.")]
    [InlineData("Dimensions", "0", "Remote:Dimensions is '0'; allowed is 1 to 65536, or nothing.")]
    [InlineData("MaxBatchTexts", "0", "Remote:MaxBatchTexts is '0'; allowed is 1 to 2048.")]
    [InlineData("Concurrency", "0", "Remote:Concurrency is '0'; allowed is 1 to 256.")]
    [InlineData("QueryTimeout", "00:00:00", "Remote:QueryTimeout is '00:00:00'; allowed is 00:00:00.01 to 01:00:00.")]
    [InlineData("BreakDuration", "00:00:00", "Remote:BreakDuration is '00:00:00'; allowed is 00:00:00.5 to 01:00:00.")]
    public async Task A_wrong_key_stops_the_start_by_its_configuration_path(string key, string? value, string message)
    {
        Dictionary<string, string?> configuration = Configuration("http://127.0.0.1:9", "tei");
        configuration[$"{Section}:{key}"] = value;
        await using WebApplication app = EmbeddingHost.Build(configuration);

        OptionsValidationException e = await Assert.ThrowsAsync<OptionsValidationException>(
            () => app.StartAsync(Token));

        Assert.Contains($"NeuralSearch:Embedding:{message}", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_are_measured_by_provider_and_error_and_repetitions_are_counted()
    {
        int requests = 0;
        await using FakeRemote server = await FakeRemote.StartAsync(context =>
        {
            if (context.Request.Path != "/embed" || Interlocked.Increment(ref requests) != 2) return AnswerTei(context);
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "0";
            return Task.CompletedTask;
        });
        await using EmbeddingHost host = await StartAsync(server.Address, "tei");
        using Measurements measured = new(host.Services.GetRequiredService<IMeterFactory>());
        await ReadyAsync(host); // the first request tries the remote out

        await PostAsync(host, HttpStatusCode.OK);
        server.Answer = context =>
        {
            context.Response.StatusCode = 422;
            return Task.CompletedTask;
        };
        await host.Client.PostAsJsonAsync("/v1/embeddings", new { input = "another" }, Token);

        Assert.Contains(
            "gen_ai.client.operation.duration gen_ai.operation.name=embeddings gen_ai.provider.name=tei "
            + "gen_ai.request.model=remote-model", measured.Taken);
        Assert.Contains(
            "gen_ai.client.operation.duration gen_ai.operation.name=embeddings gen_ai.provider.name=tei "
            + "gen_ai.request.model=remote-model error.type=remote_invalid_input", measured.Taken);
        Assert.Contains("neuralsearch.embedding.remote.retries error.type=remote_unavailable", measured.Taken);
        measured.Observe();
        Assert.Contains("neuralsearch.embedding.remote.circuit", measured.Taken);
    }

    private static Dictionary<string, string?> Configuration(string address, string kind) => new()
    {
        [$"{Section}:Kind"] = kind,
        [$"{Section}:Endpoint"] = address,
        [$"{Section}:Model"] = "remote-model",
        [$"{Section}:BreakDuration"] = "00:00:00.5",
    };

    private static Task<EmbeddingHost> StartAsync(
        string address, string kind, LogLines? log = null, params (string Key, string Value)[] more)
    {
        Dictionary<string, string?> configuration = Configuration(address, kind);
        foreach ((string key, string value) in more) configuration[$"{Section}:{key}"] = value;
        return EmbeddingHost.StartAsync(configuration, services => services.AddLogging(logging =>
        {
            if (log is not null) logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log);
        }));
    }

    private static async Task ReadyAsync(EmbeddingHost host)
    {
        while ((await host.Client.GetAsync("/readyz", Token)).StatusCode != HttpStatusCode.OK)
            await Task.Delay(20, Token);
    }

    private static async Task<JsonDocument> PostAsync(EmbeddingHost host, HttpStatusCode expected)
    {
        using HttpResponseMessage response = await host.Client.PostAsJsonAsync(
            "/v1/embeddings", new { input = "a whale" }, Token);
        string body = await response.Content.ReadAsStringAsync(Token);
        Assert.True(expected == response.StatusCode, body);
        return JsonDocument.Parse(body);
    }

    private static Task AnswerTei(HttpContext context) => AnswerTei(context, 200);

    private static async Task AnswerTei(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        if (context.Request.Path == "/info")
        {
            await context.Response.WriteAsJsonAsync(new { model_id = "remote-model", max_client_batch_size = 4 });
            return;
        }

        using JsonDocument request = await JsonDocument.ParseAsync(context.Request.Body);
        await context.Response.WriteAsJsonAsync(
            request.RootElement.GetProperty("inputs").EnumerateArray()
                .Select(text => FakeRemote.VectorOf(text.GetString()!)));
    }

    /// <summary>Every line of every category at every level.</summary>
    private sealed class LogLines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public void Dispose()
        {
        }
    }

    /// <summary>The instruments of one host, each measurement as its name and tags.</summary>
    private sealed class Measurements : IDisposable
    {
        private readonly MeterListener _listener = new();

        public Measurements(IMeterFactory meters)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == meters) listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
            _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
            _listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Note(instrument, tags));
            _listener.Start();
        }

        public ConcurrentQueue<string> Taken { get; } = [];

        public void Observe() => _listener.RecordObservableInstruments();

        public void Dispose() => _listener.Dispose();

        private void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string line = instrument.Name;
            foreach (KeyValuePair<string, object?> tag in tags) line += $" {tag.Key}={tag.Value}";
            Taken.Enqueue(line);
        }
    }
}
