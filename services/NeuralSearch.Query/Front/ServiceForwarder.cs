using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using NeuralSearch.ServiceDefaults.Problems;
using Yarp.ReverseProxy.Forwarder;

namespace NeuralSearch.Query.Front;

/// <summary>Hands a request on to another service, as a stream in both directions.</summary>
internal sealed class ServiceForwarder(IHttpForwarder forwarder) : IDisposable
{
    private static readonly ForwarderRequestConfig Config = new() { ActivityTimeout = TimeSpan.FromMinutes(10) };

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ActivityHeadersPropagator = DistributedContextPropagator.Current,
        ConnectTimeout = TimeSpan.FromSeconds(5),
    });

    public RequestDelegate To(string service, Uri address) => async context =>
    {
        LeaveLimitsToTheService(context);
        ForwarderError error = await forwarder.SendAsync(
            context, address.ToString(), _client, Config, SameAddress.Instance);
        if (error is ForwarderError.None || context.Response.HasStarted
            || context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        await ProblemWriter.WriteAsync(context, new Problem(
            StatusCodes.Status503ServiceUnavailable,
            $"The {service} service at {address} does not answer ({error}); the rest of the system serves."));
    };

    /// <summary>
    /// The service behind knows how large and how slow a body may be, and answers what is too much with a reason.
    /// </summary>
    private static void LeaveLimitsToTheService(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } requestRate)
            requestRate.MinDataRate = null;
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } responseRate)
            responseRate.MinDataRate = null;
    }

    public void Dispose() => _client.Dispose();

    /// <summary>
    /// Keeps the address that was asked for: its host, which the service compares with the origin of a browser's page,
    /// and its path and query to the letter.
    /// </summary>
    private sealed class SameAddress : HttpTransformer
    {
        public static readonly SameAddress Instance = new();

        private static readonly UriCreationOptions Verbatim =
            new() { DangerousDisablePathAndQueryCanonicalization = true };

        public override async ValueTask TransformRequestAsync(
            HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix,
            CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            proxyRequest.Headers.Host = httpContext.Request.Host.Value;

            // As it was sent: a decoded path cannot tell a slash of an id from one between segments.
            string target = PathOf(httpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
            proxyRequest.RequestUri = new Uri(destinationPrefix.TrimEnd('/') + target, Verbatim);
        }

        /// <summary>
        /// A client may ask for a whole address instead of a path (RFC 9112, 3.2.2). Appended to the service's, it would
        /// lead to a host that the client chose.
        /// </summary>
        private static string PathOf(string target)
        {
            if (target.StartsWith('/')) return target;
            int path = target.IndexOf('/', target.IndexOf("://", StringComparison.Ordinal) + "://".Length);
            return path < 0 ? "/" : target[path..];
        }
    }
}
