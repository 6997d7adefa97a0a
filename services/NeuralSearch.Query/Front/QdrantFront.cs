using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using NeuralSearch.Client.Channels;
using NeuralSearch.Contracts.Qdrant;
using Points = NeuralSearch.Contracts.Qdrant.Points;
using QdrantService = NeuralSearch.Contracts.Qdrant.Qdrant;

namespace NeuralSearch.Query.Front;

/// <summary>
/// Every method of the contract, handed on to the vector store as the bytes that came: nothing is parsed, so nothing is
/// lost that this build does not know, and deadline, key, status and trailers travel along.
/// </summary>
internal sealed class QdrantFront(VectorStoreChannel store)
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(bytes => bytes, bytes => bytes);

    /// <summary>The contract.</summary>
    public static ServiceDescriptor[] Services { get; } =
        [QdrantService.Descriptor, Collections.Descriptor, Points.Descriptor, Snapshots.Descriptor];

    private async Task<byte[]> ForwardAsync(Method<byte[], byte[]> method, byte[] request, ServerCallContext context)
    {
        var options = new CallOptions(
            Forwarded(context.RequestHeaders), context.Deadline, context.CancellationToken);
        using AsyncUnaryCall<byte[]> call = store.Invoker.AsyncUnaryCall(method, null, options, request);
        try
        {
            byte[] response = await call.ResponseAsync;
            CopyTrailers(call.GetTrailers(), context);
            return response;
        }
        catch (RpcException error)
        {
            CopyTrailers(error.Trailers, context);
            throw new RpcException(error is { StatusCode: StatusCode.Unavailable, Status.DebugException: { } cause }
                ? new Status(
                    StatusCode.Unavailable, $"The vector store at {store.Address} does not answer: {cause.Message}")
                : error.Status);
        }
    }

    // What belongs to this hop stays here; the rest (a key, names of the caller's own) is for the store.
    private static Metadata Forwarded(Metadata headers)
    {
        var forwarded = new Metadata();
        foreach (Metadata.Entry header in headers)
            if (!IsOfThisHop(header.Key)) forwarded.Add(header);
        return forwarded;
    }

    private static bool IsOfThisHop(string name) => name is "host" or "user-agent" or "content-type" or "te"
        or "content-length" or "transfer-encoding" or "connection" or "traceparent" or "tracestate" or "baggage"
        || name.StartsWith("grpc-", StringComparison.Ordinal)
        || name.StartsWith(':');

    private static void CopyTrailers(Metadata trailers, ServerCallContext context)
    {
        foreach (Metadata.Entry trailer in trailers)
            if (!IsOfThisHop(trailer.Key)) context.ResponseTrailers.Add(trailer);
    }

    /// <summary>Tells the server which methods there are.</summary>
    internal sealed class Methods : IServiceMethodProvider<QdrantFront>
    {
        public void OnServiceMethodDiscovery(ServiceMethodProviderContext<QdrantFront> context)
        {
            ArgumentNullException.ThrowIfNull(context);
            foreach (MethodDescriptor descriptor in Services.SelectMany(service => service.Methods))
            {
                var method = new Method<byte[], byte[]>(
                    MethodType.Unary, descriptor.Service.FullName, descriptor.Name, Bytes, Bytes);
                context.AddUnaryMethod(
                    method, [], (front, request, call) => front.ForwardAsync(method, request, call));
            }
        }
    }
}
