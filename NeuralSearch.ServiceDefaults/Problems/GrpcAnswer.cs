using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace NeuralSearch.ServiceDefaults.Problems;

/// <summary>
/// A gRPC answer that is nothing but its status ("Trailers-Only"), for what is refused before a service.
/// </summary>
internal static class GrpcAnswer
{
    private const string ContentType = "application/grpc";

    public static bool IsAsked(HttpRequest request) =>
        request.ContentType?.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase) is true;

    public static void Write(HttpContext context, StatusCode code, string message)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = ContentType;
        context.Response.Headers["grpc-status"] = ((int)code).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["grpc-message"] = Uri.EscapeDataString(message);
    }
}
