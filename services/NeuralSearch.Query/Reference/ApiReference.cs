using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using NeuralSearch.ServiceDefaults.Headers;
using Scalar.AspNetCore;

namespace NeuralSearch.Query.Reference;

/// <summary>
/// The API document (<c>/openapi/v1.json</c>) and the page that shows it (<c>/docs</c>). Neither loads anything from
/// elsewhere.
/// </summary>
internal static class ApiReference
{
    private const string Document = "v1";
    private const int NonceDigits = 32;

    public static void AddApiReference(this IServiceCollection services) =>
        services.AddOpenApi(Document, options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "NeuralSearch",
                Version = Document,
                Description = "Search by meaning. Errors are problem details (RFC 9457) with `errors` by field.",
            };
            // The address depends on how the port is reached; a client takes the one it loaded this document from.
            document.Servers = [new OpenApiServer { Url = "/" }];
            return Task.CompletedTask;
        }));

    public static void MapApiReference(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        app.MapScalarApiReference("/docs", (options, context) =>
        {
            var nonce = RandomNumberGenerator.GetHexString(NonceDigits);
            context.Response.Headers.ContentSecurityPolicy = Policy(nonce);
            options
                .WithTitle("NeuralSearch API")
                .WithOpenApiRoutePattern("/openapi/{documentName}.json")
                .AddDocument(Document)
                .WithNonce(nonce)
                .DisableDefaultFonts()
                .DisableTelemetry()
                .DisableAgent()
                .DisableMcp()
                .HideClientButton()
                .HideDeveloperTools();
        }).AllowAnonymous();
    }

    // The page writes its own styles; its scripts run by nonce; everything is fetched from here or not at all.
    private static string Policy(string nonce) =>
        $"{ContentSecurityPolicy.Strict}; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
        + "font-src 'self' data:";
}
