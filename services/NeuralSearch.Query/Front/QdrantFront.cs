using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.Extensions.Options;
using NeuralSearch.Client.Channels;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.ServiceDefaults.Auth;
using Points = NeuralSearch.Contracts.Qdrant.Points;
using QdrantService = NeuralSearch.Contracts.Qdrant.Qdrant;

namespace NeuralSearch.Query.Front;

/// <summary>
/// Every method of the contract, handed on to the vector store as the bytes that came: nothing is parsed, so nothing is
/// lost that this build does not know, and deadline, headers, status and trailers travel along. A key of the caller does
/// where the front asks for none; where it does, that key is the front's secret and the store has one of its own.
/// </summary>
internal sealed class QdrantFront(VectorStoreChannel store, IOptions<AuthOptions> auth)
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
            throw new RpcException(error.Status);
        }
    }

    // What belongs to this hop stays here; the rest (names of the caller's own) is for the store.
    private Metadata Forwarded(Metadata headers)
    {
        var forwarded = new Metadata();
        foreach (Metadata.Entry header in headers)
            if (!IsOfThisHop(header.Key) && !(auth.Value.IsOn && IsKey(header.Key))) forwarded.Add(header);
        return forwarded;
    }

    private static bool IsKey(string name) => name is "api-key" or "authorization";

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
