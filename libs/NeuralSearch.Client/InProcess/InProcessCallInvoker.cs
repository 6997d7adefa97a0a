using System.Collections.Frozen;
using Grpc.Core;
using Grpc.Core.Interceptors;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node;
using NeuralSearch.Node.Snapshots;
using NeuralSearch.Node.Wire;

namespace NeuralSearch.Client;

/// <summary>
/// Calls a node in the same process through the very service methods that a gRPC server would host: a generated
/// client cannot tell it from a channel. Nothing is serialised; messages are borrowed for the call. Thread-safe.
/// </summary>
public sealed class InProcessCallInvoker : CallInvoker
{
    private readonly FrozenDictionary<string, Delegate> _methods;
    private readonly Interceptor _interceptor;

    /// <summary>Serves the collections of a store.</summary>
    public InProcessCallInvoker(CollectionStore store, NodeInterceptor interceptor)
    {
        var methods = new MethodCollector();
        Points.BindService(methods, new PointsService(store));
        Collections.BindService(methods, new CollectionsService(store));
        Snapshots.BindService(methods, new SnapshotsService(new SnapshotStore(store)));
        Qdrant.BindService(methods, new QdrantService());
        _methods = methods.ToFrozenDictionary();
        _interceptor = interceptor;
    }

    /// <inheritdoc/>
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        ArgumentNullException.ThrowIfNull(method);
        var context = new InProcessCallContext(method.FullName, options);
        Task<TResponse> response = CallAsync(method, request, context);
        return new AsyncUnaryCall<TResponse>(
            response, Task.FromResult(Metadata.Empty), () => StatusOf(response), () => Metadata.Empty, context.Cancel);
    }

    /// <inheritdoc/>
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        AsyncUnaryCall(method, host, options, request).ResponseAsync.GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        throw NotUnary(method);

    /// <inheritdoc/>
    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw NotUnary(method);

    /// <inheritdoc/>
    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw NotUnary(method);

    private async Task<TResponse> CallAsync<TRequest, TResponse>(
        Method<TRequest, TResponse> method, TRequest request, InProcessCallContext context)
        where TRequest : class
        where TResponse : class
    {
        // The caller gets its task before the node begins, as it would from a channel.
        await Task.Yield();
        using (context)
        {
            if (!_methods.TryGetValue(method.FullName, out Delegate? handler))
                throw new RpcException(
                    new Status(StatusCode.Unimplemented, $"{method.FullName} is not served in process"));
            return await _interceptor.UnaryServerHandler(
                request, context, (UnaryServerMethod<TRequest, TResponse>)handler);
        }
    }

    private static Status StatusOf(Task response) => response switch
    {
        { IsCompletedSuccessfully: true } => Status.DefaultSuccess,
        { Exception.InnerException: RpcException error } => error.Status,
        _ => throw new InvalidOperationException("The call has not ended yet"),
    };

    private static RpcException NotUnary(IMethod method) =>
        new(new Status(StatusCode.Unimplemented, $"{method.FullName} is a stream, and the contract has none"));

    /// <summary>Takes the methods that the generated binding code would give to a server.</summary>
    private sealed class MethodCollector : ServiceBinderBase
    {
        private readonly Dictionary<string, Delegate> _methods = [];

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
        {
            if (handler is not null) _methods.Add(method.FullName, handler);
        }

        public FrozenDictionary<string, Delegate> ToFrozenDictionary() => _methods.ToFrozenDictionary();
    }
}
