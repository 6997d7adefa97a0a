using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace NeuralSearch.ServiceDefaults.Problems;

internal static class ProblemExtensions
{
    public static void AddProblems(this IHostApplicationBuilder builder) =>
        builder.Services.AddProblemDetails().AddExceptionHandler<ProblemExceptionHandler>();

    public static void UseProblems(this WebApplication app)
    {
        app.UseStatusCodePages(context => ProblemWriter.WriteAsync(context.HttpContext, Describe(context.HttpContext)));
        app.UseExceptionHandler();
    }

    /// <summary>
    /// The problem of an answer that has an error status and no body: no route, wrong method, wrong type.
    /// </summary>
    private static Problem Describe(HttpContext context)
    {
        var request = context.Request;
        var status = context.Response.StatusCode;
        return new Problem(status, status switch
        {
            StatusCodes.Status404NotFound => $"Nothing is served at {request.Path}. /docs lists what is.",
            StatusCodes.Status405MethodNotAllowed =>
                $"{request.Path} does not take {request.Method}; it takes {context.Response.Headers.Allow}.",
            StatusCodes.Status415UnsupportedMediaType =>
                $"The content type is {Quoted(request.ContentType)}; {request.Path} takes another one, see /docs.",
            _ => null,
        });
    }

    private static string Quoted(string? contentType) => contentType is null ? "missing" : $"\"{contentType}\"";
}
