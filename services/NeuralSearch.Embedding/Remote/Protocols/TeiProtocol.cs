using System.Text.Json;

namespace NeuralSearch.Embedding.Remote.Protocols;

/// <summary>
/// Hugging Face's text-embeddings-inference: <c>POST /embed</c>, <c>GET /info</c>. Texts beyond the model's window are
/// cut off, as the local model does.
/// </summary>
internal sealed class TeiProtocol(RemoteEmbeddingOptions options) : IRemoteProtocol
{
    private readonly Uri _embed = RemoteAddress.Combine(options.Endpoint!, "embed");
    private readonly Uri _info = RemoteAddress.Combine(options.Endpoint!, "info");

    public string Provider => RemoteKinds.Tei;

    public HttpRequestMessage Embed(IReadOnlyList<string> texts) => JsonBody.Post(_embed, writer =>
    {
        writer.WriteTexts("inputs", texts);
        writer.WriteBoolean("normalize", true);
        writer.WriteBoolean("truncate", true);
    });

    public RemoteVectors ReadVectors(ReadOnlySpan<byte> body, int texts)
    {
        float[][] vectors = JsonSerializer.Deserialize(body, RemoteJson.Default.SingleArrayArray)
            ?? throw new BadAnswerException("null instead of an array");
        if (vectors.Length != texts) throw new BadAnswerException($"{vectors.Length} vectors for {texts} texts");
        return new RemoteVectors(vectors, Tokens: null);
    }

    public HttpRequestMessage Describe() => new(HttpMethod.Get, _info);

    public RemoteDescription ReadDescription(ReadOnlySpan<byte> body)
    {
        TeiInfo info = JsonSerializer.Deserialize(body, RemoteJson.Default.TeiInfo)
            ?? throw new BadAnswerException("null instead of an object");
        // One model a server, and requests do not name it: what is served must be what is configured.
        if (info.ModelId != options.Model)
            throw new BadAnswerException(
                $"that it serves the model '{info.ModelId}', and {RemoteEmbeddingOptions.Section}:Model is "
                + $"'{options.Model}'");
        return new RemoteDescription(
            info.MaxClientBatchSize is > 0 ? info.MaxClientBatchSize : null,
            info.MaxInputLength is > 0 ? info.MaxInputLength : null);
    }

    public string? ReadError(ReadOnlySpan<byte> body)
    {
        PlainErrorAnswer? answer = JsonSerializer.Deserialize(body, RemoteJson.Default.PlainErrorAnswer);
        return answer?.Error is { } error && answer.ErrorType is { } type ? $"{type}: {error}" : answer?.Error;
    }
}
