namespace NeuralSearch.ServiceDefaults.Listeners;

/// <summary>The ports that this process listens on, resolved from the options; a singleton in DI.</summary>
/// <param name="Http">The HTTP/1.1 port.</param>
/// <param name="Grpc">The HTTP/2 port for gRPC, or null when there is none.</param>
public sealed record ListenerPorts(int Http, int? Grpc);
