using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace NeuralSearch.ServiceDefaults.Headers;

internal static class SecurityHeaderExtensions
{
    /// <summary>Sets the headers when the answer starts: the exception handler clears what was set earlier.</summary>
    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(static state =>
        {
            var headers = ((HttpResponse)state).Headers;
            if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = ContentSecurityPolicy.Strict;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            return Task.CompletedTask;
        }, context.Response);
        return next(context);
    });
}
