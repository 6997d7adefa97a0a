using Microsoft.AspNetCore.Http;
using NeuralSearch.ServiceDefaults.Problems;

namespace NeuralSearch.ServiceDefaults.Listeners;

/// <summary>
/// Keeps the two listeners apart: routes are shared by the whole application, so without this the page would answer
/// on the gRPC port. A gRPC call is told by what its protocol fixes: a POST to <c>/package.Service/Method</c> with
/// the content type <c>application/grpc</c>; no HTTP route of ours has a dot in its first segment.
/// The port is the connection's own, never the Host header, which a forwarded port or a client may change.
/// </summary>
internal sealed class ListenerGate(RequestDelegate next, ListenerPorts ports)
{
    public Task InvokeAsync(HttpContext context)
    {
        var port = context.Connection.LocalPort;
        var isCall = IsGrpcCall(context.Request);
        if (port == ports.Grpc && !isCall)
            return Refuse(context, $"Port {port} speaks gRPC only; HTTP is served on port {ports.Http}.");
        if (port == ports.Http && isCall)
            return Refuse(context, $"Port {port} speaks HTTP/1.1 only; {WhereGrpcIs()}");

        return next(context);
    }

    private string WhereGrpcIs() => ports.Grpc is { } grpc
        ? $"gRPC is served on port {grpc}."
        : $"gRPC is switched off ({GrpcListenerOptions.Section}:Port).";

    private static bool IsGrpcCall(HttpRequest request)
    {
        if (!HttpMethods.IsPost(request.Method)
            || request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) is not true)
            return false;

        var path = request.Path.Value.AsSpan().TrimStart('/');
        var slash = path.IndexOf('/');
        return slash > 0 && path[..slash].Contains('.') && !path[(slash + 1)..].Contains('/');
    }

    private static Task Refuse(HttpContext context, string detail) =>
        ProblemWriter.WriteAsync(context, new Problem(StatusCodes.Status404NotFound, detail));
}
