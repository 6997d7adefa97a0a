using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace NeuralSearch.IntegrationTests.Resilience;

/// <summary>What a remote embedder does with a request.</summary>
public enum Behaviour
{
    /// <summary>It answers vectors.</summary>
    Good,

    /// <summary>It takes the request and never answers.</summary>
    Hanging,

    /// <summary>It says that it cannot.</summary>
    Failing,

    /// <summary>A component is NaN, as some servers write it.</summary>
    NaN,

    /// <summary>The vectors are too short.</summary>
    WrongDimension,

    /// <summary>The answer ends in the middle.</summary>
    Truncated,

    /// <summary>A page with status 200.</summary>
    Html,
}

/// <summary>An OpenAI-compatible embedder that a test can spoil while it runs.</summary>
internal sealed class RemoteEmbedder : IAsyncDisposable
{
    public const int Dimensions = 8;

    private readonly WebApplication _app;
    private readonly CancellationTokenSource _end = new();
    private volatile int _behaviour;

    private RemoteEmbedder(WebApplication app)
    {
        _app = app;
        app.MapPost("/v1/embeddings", AnswerAsync);
    }

    public string Endpoint => _app.Urls.First() + "/v1";

    public Behaviour Behaviour
    {
        get => (Behaviour)_behaviour;
        set => _behaviour = (int)value;
    }

    /// <summary>Requests by what became of them.</summary>
    public ConcurrentDictionary<Behaviour, int> Requests { get; } = [];

    public static async Task<RemoteEmbedder> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        RemoteEmbedder embedder = new(builder.Build());
        await embedder._app.StartAsync();
        return embedder;
    }

    /// <summary>A vector that depends on the text, with the direction of its first letter.</summary>
    public static float[] VectorOf(string text)
    {
        float[] vector = [.. Enumerable.Repeat(0.1f, Dimensions)];
        vector[char.ToLowerInvariant(text[0]) % Dimensions] = 1;
        vector[text.Length % Dimensions] += 0.2f;
        return vector;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _app.DisposeAsync();
        _end.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Behaviour behaviour = Behaviour;
        Requests.AddOrUpdate(behaviour, 1, (_, count) => count + 1);
        using JsonDocument request = await JsonDocument.ParseAsync(context.Request.Body);
        string[] texts = [.. request.RootElement.GetProperty("input").EnumerateArray().Select(t => t.GetString()!)];
        switch (behaviour)
        {
            case Behaviour.Hanging:
                using (var end = CancellationTokenSource.CreateLinkedTokenSource(_end.Token, context.RequestAborted))
                    await Task.Delay(Timeout.Infinite, end.Token)
                        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
            case Behaviour.Failing:
                context.Response.StatusCode = 503;
                break;
            case Behaviour.Html:
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync("<html>Welcome</html>");
                break;
            case Behaviour.Truncated:
                string whole = Answer(texts, Dimensions);
                await context.Response.WriteAsync(whole[..(whole.Length / 2)]);
                break;
            case Behaviour.NaN:
                await context.Response.WriteAsync(
                    Answer(texts, Dimensions).Replace("0.1", "NaN", StringComparison.Ordinal));
                break;
            case Behaviour.WrongDimension:
                await context.Response.WriteAsync(Answer(texts, Dimensions - 1));
                break;
            default:
                await context.Response.WriteAsync(Answer(texts, Dimensions));
                break;
        }
    }

    private static string Answer(string[] texts, int dimensions)
    {
        var items = texts.Select((text, i) =>
        {
            var numbers = VectorOf(text).Take(dimensions).Select(x => x.ToString(CultureInfo.InvariantCulture));
            return $"{{\"index\":{i},\"embedding\":[{string.Join(',', numbers)}]}}";
        });
        return $"{{\"data\":[{string.Join(',', items)}]}}";
    }
}
