using NeuralSearch.Embedding.Remote.Protocols;

namespace NeuralSearch.Embedding.Remote;

/// <summary>The protocols that a remote embedder may speak.</summary>
internal static class RemoteKinds
{
    public const string OpenAi = "openai";
    public const string Tei = "tei";
    public const string Triton = "triton";

    public static readonly string[] All = [OpenAi, Tei, Triton];

    public static IRemoteProtocol Create(RemoteEmbeddingOptions options) => options.Kind switch
    {
        OpenAi => new OpenAiProtocol(options),
        Tei => new TeiProtocol(options),
        Triton => new TritonProtocol(options),
        _ => throw new ArgumentException($"There is no kind '{options.Kind}'.", nameof(options)),
    };
}
