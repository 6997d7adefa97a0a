using System.Diagnostics;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace NeuralSearch.Node.Wire;

/// <summary>
/// Around every call, over the wire and in process: exceptions become statuses, and time is measured.
/// </summary>
public sealed class NodeInterceptor(ILogger<NodeInterceptor> logger) : Interceptor
{
    private const string MethodTag = "rpc.method";
    private const string StatusTag = "rpc.response.status_code";

    // Timers count the ticks of a coarse clock, so that of a deadline can fire some milliseconds before its time.
    private static readonly TimeSpan TimerTolerance = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc/>
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(continuation);
        using Activity? activity = NodeActivities.Source.StartActivity(NodeActivities.Request);
        long started = Stopwatch.GetTimestamp();
        StatusCode code = StatusCode.OK;
        try
        {
            context.CancellationToken.ThrowIfCancellationRequested(); // too late already, or nobody waits any more
            return await continuation(request, context);
        }
        catch (Exception error)
        {
            Status status = ToStatus(error, context);
            code = status.StatusCode;
            if (code is StatusCode.Internal or StatusCode.DataLoss or StatusCode.FailedPrecondition)
                logger.RequestFailed(error, context.Method);

            // Some HTTP/2 stacks drop a header value that ends in a space.
            throw new RpcException(new Status(code, status.Detail.TrimEnd()));
        }
        finally
        {
            NodeMetrics.RequestDuration.Record(
                Stopwatch.GetElapsedTime(started).TotalSeconds,
                new KeyValuePair<string, object?>(MethodTag, context.Method),
                new KeyValuePair<string, object?>(StatusTag, code.ToString()));
            activity?.SetTag(MethodTag, context.Method);
            activity?.SetTag(StatusTag, code.ToString());
            if (code != StatusCode.OK) activity?.SetStatus(ActivityStatusCode.Error);
        }
    }

    private static Status ToStatus(Exception error, ServerCallContext context) => error switch
    {
        RpcException { StatusCode: StatusCode.Unimplemented, Status.Detail: "" } => new Status(
            StatusCode.Unimplemented, $"{context.Method} is not available in this version of NeuralSearch"),
        OperationCanceledException when context.Deadline <= DateTime.UtcNow + TimerTolerance =>
            new Status(StatusCode.DeadlineExceeded, "The deadline of the request has passed"),
        _ => NodeStatus.Of(error),
    };
}
