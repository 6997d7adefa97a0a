namespace NeuralSearch.ServiceDefaults.Listeners;

/// <summary>Present in DI when a service of the process speaks gRPC.</summary>
internal sealed class GrpcListenerMark;
