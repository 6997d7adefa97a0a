using Grpc.Core;
using Grpc.Core.Interceptors;

namespace NeuralSearch.Client.Channels;

/// <summary>
/// Says which service does not answer, and where: the channel's own words ("Error connecting to subchannel.") reach the
/// user of another service, who cannot know which connection is meant.
/// </summary>
internal sealed class UnreachableService(string service, IReadOnlyList<Uri> addresses) : Interceptor
{
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context,
        AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        AsyncUnaryCall<TResponse> call = continuation(request, context);
        return new AsyncUnaryCall<TResponse>(
            NamedAsync(call.ResponseAsync), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    private async Task<TResponse> NamedAsync<TResponse>(Task<TResponse> response)
    {
        try
        {
            return await response;
        }
        catch (RpcException e) when (e is { StatusCode: StatusCode.Unavailable, Status.DebugException: { } cause })
        {
            // Only a failure of the connection has a cause; what the service itself says stays its own.
            string detail = $"The {service} at {string.Join(", ", addresses)} does not answer: "
                + cause.GetBaseException().Message;
            throw new RpcException(new Status(StatusCode.Unavailable, detail, cause), e.Trailers);
        }
    }
}
