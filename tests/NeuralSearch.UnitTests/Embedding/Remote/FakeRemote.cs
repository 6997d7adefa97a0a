using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace NeuralSearch.UnitTests.Embedding.Remote;

/// <summary>A remote embedder on a free port of the loopback address that answers as a test wants.</summary>
internal sealed class FakeRemote : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeRemote(WebApplication app, Func<HttpContext, Task> answer)
    {
        _app = app;
        Answer = answer;
        app.Run(context =>
        {
            Requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            return Answer(context);
        });
    }

    public string Address => _app.Urls.First();

    public ConcurrentQueue<string> Requests { get; } = [];

    public Func<HttpContext, Task> Answer { get; set; }

    public static async Task<FakeRemote> StartAsync(Func<HttpContext, Task> answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        FakeRemote remote = new(builder.Build(), answer);
        await remote._app.StartAsync();
        return remote;
    }

    /// <summary>Answers as an OpenAI-compatible server: a vector is the text's length and ones.</summary>
    public static Task AnswerOpenAi(HttpContext context) => AnswerOpenAi(context, StatusCodes.Status200OK);

    public static async Task AnswerOpenAi(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        var request = await System.Text.Json.JsonDocument.ParseAsync(context.Request.Body);
        string[] texts = [.. request.RootElement.GetProperty("input").EnumerateArray().Select(t => t.GetString()!)];
        await context.Response.WriteAsJsonAsync(new
        {
            data = texts.Select((text, index) => new { index, embedding = VectorOf(text) }),
            usage = new { prompt_tokens = texts.Length },
        });
    }

    public static float[] VectorOf(string text) => [text.Length, 1, 1, 1];

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
