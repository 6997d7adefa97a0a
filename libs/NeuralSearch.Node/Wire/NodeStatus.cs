using Grpc.Core;
using NeuralSearch.Node.Errors;

namespace NeuralSearch.Node.Wire;

/// <summary>The one place that says which exception of the node is which status.</summary>
public static class NodeStatus
{
    /// <summary>The status of an exception; INTERNAL, without details, for what has no name.</summary>
    public static Status Of(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error switch
        {
            RpcException rpc => rpc.Status,
            InvalidRequestException or UnavailableFeatureException => new(StatusCode.InvalidArgument, error.Message),
            NotFoundException => new(StatusCode.NotFound, error.Message),
            AlreadyExistsException => new(StatusCode.AlreadyExists, error.Message),
            CorruptionException => new(StatusCode.DataLoss, error.Message),
            MemoryBudgetException => new(StatusCode.ResourceExhausted, error.Message),
            StorageException { IsTransient: true } => new(StatusCode.ResourceExhausted, error.Message),
            StorageException => new(StatusCode.FailedPrecondition, error.Message),
            NotReadyException => new(StatusCode.Unavailable, error.Message),
            ObjectDisposedException => new(StatusCode.Unavailable, "The collection or the node is being closed"),
            OperationCanceledException => new(StatusCode.Cancelled, "The request was cancelled"),
            _ => new(StatusCode.Internal, $"Service internal error: {error.GetType().Name}"),
        };
    }
}
