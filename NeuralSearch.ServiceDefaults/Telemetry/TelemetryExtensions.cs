using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using NeuralSearch.ServiceDefaults.Health;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace NeuralSearch.ServiceDefaults.Telemetry;

internal static class TelemetryExtensions
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string MetricsPath = "/metrics";

    // Every meter and activity source of ours is named like its assembly.
    private const string OwnSources = "NeuralSearch.*";

    private static readonly TimeSpan ReadinessPeriod = TimeSpan.FromSeconds(5);

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ServiceMetrics>();
        builder.Services.AddSingleton<IHealthCheckPublisher, ReadinessPublisher>();
        builder.Services.Configure<HealthCheckPublisherOptions>(options =>
        {
            options.Delay = TimeSpan.Zero;
            options.Period = ReadinessPeriod;
            options.Predicate = HealthExtensions.IsReadiness;
        });

        var telemetry = builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(OwnSources)
            .AddAspNetCoreInstrumentation()
            .AddRuntimeInstrumentation()
            .AddView(HistogramBuckets.View)
            .AddPrometheusExporter(options =>
            {
                options.ScrapeEndpointPath = MetricsPath;
                // Each scrape is collected anew: a cached answer could say "ready" after the opposite became true.
                options.ScrapeResponseCacheDurationMilliseconds = 0;
            }));

        if (!string.IsNullOrWhiteSpace(builder.Configuration[OtlpEndpoint]))
        {
            telemetry.WithTracing(traces => traces.AddSource(OwnSources).AddAspNetCoreInstrumentation());
            telemetry.UseOtlpExporter();
        }
    }

    public static void MapMetrics(this WebApplication app)
    {
        // Gauges are read synchronously and readiness is asked asynchronously: asked here, just before the scrape.
        var metrics = app.Services.GetRequiredService<ServiceMetrics>();
        var health = app.Services.GetRequiredService<HealthCheckService>();
        app.Use(async (context, next) =>
        {
            if (context.Request.Path == MetricsPath)
                metrics.SetReady(await health.CheckHealthAsync(HealthExtensions.IsReadiness, context.RequestAborted));
            await next(context);
        });
        app.MapPrometheusScrapingEndpoint(MetricsPath);
    }
}
