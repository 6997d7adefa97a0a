namespace NeuralSearch.ServiceDefaults.Grpc;

/// <summary>What a gRPC request may weigh.</summary>
public static class GrpcLimits
{
    /// <summary>The largest request message; a batch of a thousand points of 1 536 numbers takes about 7 MB.</summary>
    public const int MaxReceiveMessageBytes = 256 << 20;
}
