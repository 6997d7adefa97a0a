using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.Telemetry;

/// <summary>Takes traces as a collector does (OTLP over HTTP, protobuf) and keeps their spans.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<OtlpSpan> _spans = new();

    private OtlpReceiver(WebApplication app) => _app = app;

    /// <summary>The spans that have come so far.</summary>
    public IReadOnlyCollection<OtlpSpan> Spans => _spans;

    /// <summary>What a process needs in its environment to send its traces here, soon after they ended.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; private set; } =
        new Dictionary<string, string?>();

    /// <summary>Starts it on a free port of loopback.</summary>
    public static async Task<OtlpReceiver> StartAsync()
    {
        int port = FreePorts.Take();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port));
        WebApplication app = builder.Build();
        var receiver = new OtlpReceiver(app)
        {
            Environment = new Dictionary<string, string?>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{port}",
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
            },
        };
        app.MapPost("/v1/traces", receiver.TakeAsync);
        app.MapPost("/v1/{other}", () => Results.Ok());
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Waits until the spans that have come are as wanted.</summary>
    public async Task<OtlpSpan[]> WaitAsync(Func<OtlpSpan[], bool> isWanted, TimeSpan limit)
    {
        using var expired = new CancellationTokenSource(limit);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            OtlpSpan[] spans = [.. _spans];
            if (isWanted(spans)) return spans;
            if (expired.IsCancellationRequested)
                throw new TimeoutException(
                    "The spans that are waited for did not come. These did:\n" + string.Join('\n', spans.AsEnumerable()));
            await pause.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        foreach (OtlpSpan span in OtlpSpan.Read(body.ToArray())) _spans.Enqueue(span);
        context.Response.ContentType = "application/x-protobuf";
    }
}
