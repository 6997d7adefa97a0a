using System.Diagnostics.CodeAnalysis;

namespace NeuralSearch.Embedding.Remote;

/// <summary>
/// A remote embedder, section <c>NeuralSearch:Embedding:Remote</c>. When <see cref="Endpoint"/> is set, it serves
/// instead of the local model.
/// </summary>
public sealed class RemoteEmbeddingOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = EmbeddingOptions.Section + ":Remote";

    /// <summary>
    /// What the endpoint speaks: <c>openai</c> (also Ollama, vLLM, Azure and others that are compatible), <c>tei</c>
    /// (Hugging Face text-embeddings-inference) or <c>triton</c> (NVIDIA Triton, KServe's protocol version 2).
    /// </summary>
    public string? Kind { get; set; }

    /// <summary>
    /// The address below which the kind's paths lie: <c>https://api.openai.com/v1</c>, <c>http://tei:8080</c>,
    /// <c>http://triton:8000</c>. A query string is kept.
    /// </summary>
    public string? Endpoint { get; set; }

    /// <summary>The model's name at the remote; collections remember it.</summary>
    public string? Model { get; set; }

    /// <summary>Sent as <c>Authorization: Bearer</c>; empty for none. It is never logged or repeated.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Sends the key under this header instead, as it is (Azure: <c>api-key</c>).</summary>
    public string? ApiKeyHeader { get; set; }

    /// <summary>Components that every vector must have; empty: those of the first answer.</summary>
    public int? Dimensions { get; set; }

    /// <summary>
    /// With <see cref="Dimensions"/>, asks an OpenAI-compatible remote to shorten its vectors to them. Off for models
    /// that refuse the field.
    /// </summary>
    public bool SendDimensions { get; set; } = true;

    /// <summary>Triton's input: BYTES of shape [texts, 1].</summary>
    public string InputTensor { get; set; } = "text";

    /// <summary>Triton's output: FP32 of shape [texts, dimensions].</summary>
    public string OutputTensor { get; set; } = "embedding";

    /// <summary>Most texts of a request. A TEI that takes fewer says so and gets fewer.</summary>
    public int MaxBatchTexts { get; set; } = 32;

    /// <summary>Requests at a time for ingestion, and as many for queries.</summary>
    public int Concurrency { get; set; } = 8;

    /// <summary>How long one attempt for queries may take.</summary>
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long one attempt for ingestion may take. Up to 4.5 s a remote that hangs is known to within 5 s.
    /// </summary>
    public TimeSpan BatchTimeout { get; set; } = TimeSpan.FromSeconds(4.5);

    /// <summary>How long a request may take with all its attempts and waits.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the remote is left alone after it has failed.</summary>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether the remote serves.</summary>
    [MemberNotNullWhen(true, nameof(Endpoint))]
    internal bool IsPresent => !string.IsNullOrWhiteSpace(Endpoint);
}
