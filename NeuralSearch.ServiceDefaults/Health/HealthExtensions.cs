using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace NeuralSearch.ServiceDefaults.Health;

internal static class HealthExtensions
{
    // What hangs is not healthy, and must not hang the probe and the scrape that ask.
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(2);

    public static void AddHealth(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks().AddCheck<HostCheck>("host", tags: [HealthTags.Ready]);
        builder.Services.PostConfigure<HealthCheckServiceOptions>(options =>
        {
            foreach (var check in options.Registrations)
                if (check.Timeout == Timeout.InfiniteTimeSpan) check.Timeout = DefaultTimeout;
        });

        // The framework logs an error for each failing check of each poll; the answer of the poll says the same.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/livez", Answer(_ => false)).AllowAnonymous();
        app.MapHealthChecks("/readyz", Answer(IsReadiness)).AllowAnonymous();
        app.MapHealthChecks("/healthz", Answer(_ => true)).AllowAnonymous();
    }

    public static bool IsReadiness(HealthCheckRegistration check) => check.Tags.Contains(HealthTags.Ready);

    private static HealthCheckOptions Answer(Func<HealthCheckRegistration, bool> which) =>
        new() { Predicate = which, ResponseWriter = HealthReportWriter.WriteAsync };
}
