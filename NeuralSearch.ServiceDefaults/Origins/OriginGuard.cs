using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using NeuralSearch.ServiceDefaults.Listeners;
using NeuralSearch.ServiceDefaults.Problems;

namespace NeuralSearch.ServiceDefaults.Origins;

/// <summary>
/// Keeps pages of other sites, open in a browser on this machine, away from a server that trusts whoever reaches
/// loopback. A page elsewhere can post here without being asked, so a write that the browser calls cross-site is
/// refused; and it can let its own host name lead here, so that a request must name this machine.
/// Beyond loopback a server has names of its own, and asks for a key that such a page does not have.
/// </summary>
internal sealed class OriginGuard(RequestDelegate next, IOptions<ListenOptions> listen)
{
    public Task InvokeAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (listen.Value.IsLoopback && !IsThisMachine(request.Host.Host))
            return Refuse(context, $"The host '{request.Host.Host}' is not served; use localhost or 127.0.0.1.");
        if (IsFromAnotherSite(request) && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            return Refuse(context, $"{request.Method} from a page of another site is refused.");
        return next(context);
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));

    // Every current browser sends one of the two with a request that changes something; no other client does.
    private static bool IsFromAnotherSite(HttpRequest request)
    {
        string site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0) return site is not ("same-origin" or "none");
        string origin = request.Headers.Origin.ToString();
        return origin.Length > 0
            && !(Uri.TryCreate(origin, UriKind.Absolute, out Uri? from) && from.Authority == request.Host.Value);
    }

    private static Task Refuse(HttpContext context, string detail) =>
        ProblemWriter.WriteAsync(context, new Problem(StatusCodes.Status403Forbidden, detail));
}
