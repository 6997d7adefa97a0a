using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using NeuralSearch.ServiceDefaults.Health;
using NeuralSearch.ServiceDefaults.Hosting;
using OpenTelemetry;
using OpenTelemetry.Instrumentation.AspNetCore;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace NeuralSearch.ServiceDefaults.Telemetry;

internal static class TelemetryExtensions
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string OtlpServiceName = "OTEL_SERVICE_NAME";
    private const string MetricsPath = "/metrics";

    // Every meter and activity source of ours is named like its assembly.
    private const string OwnSources = "NeuralSearch.*";

    // Calls to other services: .NET and gRPC trace them without a package, a gRPC call around its HTTP attempts.
    private const string HttpClientSource = "System.Net.Http";
    private const string GrpcClientSource = "Grpc.Net.Client";

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

        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(NameService);
        telemetry.WithMetrics(metrics => metrics
            .AddMeter(OwnSources, HttpClientSource)
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
            telemetry.WithTracing(traces => traces
                .AddSource(OwnSources, HttpClientSource, GrpcClientSource)
                .AddAspNetCoreInstrumentation(DescribeRequests)
                .AddProcessor<ClientAddressProcessor>());
            telemetry.WithLogging();
            telemetry.UseOtlpExporter();
        }
    }

    /// <summary>A process is called as its profile says, unless OTEL_SERVICE_NAME says otherwise.</summary>
    private static void NameService(ResourceBuilder resource) => resource.AddDetector(services =>
        new ServiceNameDetector(
            services.GetRequiredService<IConfiguration>()[OtlpServiceName]
                ?? services.GetService<ServiceProfile>()?.Name));

    private static void DescribeRequests(AspNetCoreTraceInstrumentationOptions options)
    {
        // Who only asks whether the process is well is not traced.
        options.Filter = context =>
            context.Request.Path.Value is not ("/livez" or "/readyz" or "/healthz" or MetricsPath);

        // A path may hold the id of a document: the route says what was asked for.
        options.EnrichWithHttpResponse = (activity, response) =>
        {
            if (response.HttpContext.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route })
                activity.SetTag("url.path", route);
        };
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
