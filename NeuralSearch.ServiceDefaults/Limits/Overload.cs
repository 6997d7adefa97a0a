using System.Globalization;
using System.Threading.RateLimiting;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NeuralSearch.ServiceDefaults.Hosting;
using NeuralSearch.ServiceDefaults.Problems;

namespace NeuralSearch.ServiceDefaults.Limits;

/// <summary>
/// Work is admitted up to a bound, some waits, and the rest is told at once when to come again: 429 with Retry-After,
/// or RESOURCE_EXHAUSTED with a trailer <c>retry-after</c>. What is admitted is then as fast as ever, however much is
/// asked.
/// </summary>
public static class Overload
{
    /// <summary>The policy of endpoints that do work; health, metrics and the page are never refused.</summary>
    public const string Policy = "work";

    private const int RetryAfterSeconds = 1;

    private static readonly string Refusal =
        "More is being asked than can be answered now; ask again in "
        + $"{RetryAfterSeconds.ToString(CultureInfo.InvariantCulture)} s.";

    /// <summary>Lets the endpoint take part in admission.</summary>
    public static TBuilder RequireAdmission<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.RequireRateLimiting(Policy);

    internal static void AddLimits(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<LimitOptions>()
            .BindConfiguration(LimitOptions.Section)
            .ValidateAnnotations(LimitOptions.Section)
            .ValidateOnStart();
        builder.Services.AddSingleton<IConfigureOptions<KestrelServerOptions>, ConnectionLimits>();
        builder.Services.AddRateLimiter(
            limiter => limiter.OnRejected = (rejected, _) => RefuseAsync(rejected.HttpContext));
        builder.Services.AddOptions<RateLimiterOptions>().Configure<IOptions<LimitOptions>>(
            (limiter, limits) => limiter.AddConcurrencyLimiter(Policy, concurrency =>
            {
                concurrency.PermitLimit = limits.Value.MaxConcurrentRequests;
                concurrency.QueueLimit = limits.Value.MaxWaitingRequests;
                concurrency.QueueProcessingOrder = QueueProcessingOrder.OldestFirst;
            }));
    }

    /// <summary>Decides who is admitted; call it after routing has matched an endpoint.</summary>
    internal static void UseAdmission(this WebApplication app)
    {
        app.UseRateLimiter();

        // A search occupies its thread to its end. Giving the thread back once between admission and work lets the
        // requests that came meanwhile be counted, and refused, before it: without, they pile up unseen in the thread
        // pool (at three times the peak the slowest refusals took 5.7 s, with it 0.5 s; 2026-11-24, evals overload).
        app.Use(async (context, next) =>
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>() is not null)
                await Task.Yield();
            await next(context);
        });
    }

    private static ValueTask RefuseAsync(HttpContext context)
    {
        if (!GrpcAnswer.IsAsked(context.Request))
            return new ValueTask(ProblemWriter.WriteAsync(
                context,
                new Problem(StatusCodes.Status429TooManyRequests, Refusal) { RetryAfterSeconds = RetryAfterSeconds }));

        context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        GrpcAnswer.Write(context, StatusCode.ResourceExhausted, Refusal);
        return ValueTask.CompletedTask;
    }
}
