using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace NeuralSearch.ServiceDefaults.Problems;

/// <summary>
/// Writes problems, always as JSON: a client that asked for something else can still read why it did not get it.
/// </summary>
public static class ProblemWriter
{
    /// <summary>Sets status and headers and writes the problem. The response must not have started.</summary>
    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(problem);

        var (type, title) = ProblemKind.Of(problem.Status);
        var document = new ProblemDocument(
            type,
            title,
            problem.Status,
            problem.Detail,
            problem.Errors.Count == 0 ? null : problem.Errors,
            problem.Status >= StatusCodes.Status500InternalServerError ? TraceId(context) : null);

        context.Response.StatusCode = problem.Status;
        context.Response.Headers.CacheControl = "no-store";
        if (problem.RetryAfterSeconds is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return context.Response.WriteAsJsonAsync(
            document, ProblemJson.Readable.ProblemDocument, "application/problem+json", context.RequestAborted);
    }

    internal static string TraceId(HttpContext context) =>
        Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
}
