using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using NeuralSearch.ServiceDefaults.Auth;
using NeuralSearch.ServiceDefaults.Headers;
using NeuralSearch.ServiceDefaults.Health;
using NeuralSearch.ServiceDefaults.Limits;
using NeuralSearch.ServiceDefaults.Listeners;
using NeuralSearch.ServiceDefaults.Origins;
using NeuralSearch.ServiceDefaults.Problems;
using NeuralSearch.ServiceDefaults.Telemetry;

namespace NeuralSearch.ServiceDefaults;

/// <summary>What every service has: loopback listeners, health, telemetry, problem details, response headers.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Registers the defaults. Call it once a process, before the services.</summary>
    public static IHostApplicationBuilder AddServiceDefaults(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddOptions<AuthOptions>().BindConfiguration(AuthOptions.Section);
        builder.AddListeners();
        builder.AddLimits();
        builder.AddHealth();
        builder.AddTelemetry();
        builder.AddProblems();
        return builder;
    }

    /// <summary>
    /// Adds the middleware of the defaults and <c>/livez</c>, <c>/readyz</c>, <c>/healthz</c>, <c>/metrics</c>.
    /// Call it before the services map theirs: what stands first sees every response.
    /// </summary>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);

        app.UseSecurityHeaders();
        app.UseProblems();
        app.UseListenerGate();
        app.UseMiddleware<OriginGuard>();
        app.UseMiddleware<ApiKeyGuard>();
        app.UseAdmission();
        app.MapHealth();
        app.MapMetrics();
        return app;
    }
}
