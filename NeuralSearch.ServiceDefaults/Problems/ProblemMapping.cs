using System.Globalization;
using System.Text.Json;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace NeuralSearch.ServiceDefaults.Problems;

/// <summary>The one place that says which exception is which HTTP answer.</summary>
public static class ProblemMapping
{
    /// <summary>
    /// The problem that an exception is, or null if it is none that can be named (an internal error).
    /// </summary>
    /// <param name="exception">What ended the request.</param>
    /// <param name="clientGone">Whether the client has ended the connection.</param>
    public static Problem? Map(Exception exception, bool clientGone = false) => exception switch
    {
        ProblemException e => e.Problem,
        RpcException e => FromStatus(e),
        OperationCanceledException when clientGone => new Problem(StatusCodes.Status499ClientClosedRequest, null),
        TimeoutException e => new Problem(StatusCodes.Status504GatewayTimeout, e.Message),
        JsonException e => FromJson(e),
        BadHttpRequestException { InnerException: JsonException e } => FromJson(e),
        BadHttpRequestException e => new Problem(e.StatusCode, e.Message),
        _ => null,
    };

    private static Problem FromStatus(RpcException exception)
    {
        var detail = exception.Status.Detail;
        var retryAfter = RetryAfter(exception.Trailers);
        var status = exception.StatusCode switch
        {
            StatusCode.InvalidArgument or StatusCode.OutOfRange => StatusCodes.Status400BadRequest,
            StatusCode.Unauthenticated => StatusCodes.Status401Unauthorized,
            StatusCode.PermissionDenied => StatusCodes.Status403Forbidden,
            StatusCode.NotFound => StatusCodes.Status404NotFound,
            StatusCode.AlreadyExists => StatusCodes.Status409Conflict,
            StatusCode.FailedPrecondition or StatusCode.Aborted => StatusCodes.Status409Conflict,
            StatusCode.Cancelled => StatusCodes.Status499ClientClosedRequest,
            // A limit on the rate says when to come back; a full disk or a full quota does not.
            StatusCode.ResourceExhausted when retryAfter is not null => StatusCodes.Status429TooManyRequests,
            StatusCode.ResourceExhausted => StatusCodes.Status507InsufficientStorage,
            StatusCode.Unimplemented => StatusCodes.Status501NotImplemented,
            StatusCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
            StatusCode.DeadlineExceeded => StatusCodes.Status504GatewayTimeout,
            _ => StatusCodes.Status500InternalServerError,
        };

        // The text of an internal error may carry paths and types: it goes to the log, not to the client.
        return new Problem(status, status == StatusCodes.Status500InternalServerError ? null : detail)
        {
            RetryAfterSeconds = retryAfter,
        };
    }

    private static Problem FromJson(JsonException exception)
    {
        var field = string.IsNullOrEmpty(exception.Path) ? "body" : exception.Path;
        var place = exception.LineNumber is { } line
            ? string.Create(
                CultureInfo.InvariantCulture, $" (line {line + 1}, byte {exception.BytePositionInLine + 1})")
            : "";
        var error = new FieldError(field, $"is not the JSON that was expected{place}: {Plain(exception.Message)}");
        return new Problem(StatusCodes.Status400BadRequest, $"{error.Field}: {error.Message}") { Errors = [error] };
    }

    // System.Text.Json appends "Path: … | LineNumber: …", which is said in better words already.
    private static string Plain(string message)
    {
        var end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        if (end < 0) end = message.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    private static int? RetryAfter(Metadata? trailers) =>
        int.TryParse(
            trailers?.GetValue("retry-after"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : null;
}
