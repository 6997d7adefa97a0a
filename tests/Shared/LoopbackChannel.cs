using Grpc.Net.Client;

namespace NeuralSearch.Testing;

/// <summary>A gRPC channel to a port of this machine, with a connection of its own.</summary>
public static class LoopbackChannel
{
    /// <summary>Opens the channel; messages of any size may come back.</summary>
    public static GrpcChannel To(int port) => GrpcChannel.ForAddress($"http://127.0.0.1:{port}", new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler { UseProxy = false },
        DisposeHttpClient = true,
        MaxReceiveMessageSize = null,
    });
}
