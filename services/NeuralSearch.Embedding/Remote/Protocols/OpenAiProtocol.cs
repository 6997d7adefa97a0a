using System.Text.Json;

namespace NeuralSearch.Embedding.Remote.Protocols;

/// <summary>
/// <c>POST {endpoint}/embeddings</c> of OpenAI and of those that are compatible. Base64 is asked for, which is a third
/// of the bytes; numbers are taken too, as not every server knows base64.
/// </summary>
internal sealed class OpenAiProtocol(RemoteEmbeddingOptions options) : IRemoteProtocol
{
    private readonly Uri _address = RemoteAddress.Combine(options.Endpoint!, "embeddings");

    public string Provider => RemoteKinds.OpenAi;

    public HttpRequestMessage Embed(IReadOnlyList<string> texts) => JsonBody.Post(_address, writer =>
    {
        writer.WriteString("model", options.Model);
        writer.WriteTexts("input", texts);
        writer.WriteString("encoding_format", "base64");
        if (options is { SendDimensions: true, Dimensions: { } dimensions })
            writer.WriteNumber("dimensions", dimensions);
    });

    public RemoteVectors ReadVectors(ReadOnlySpan<byte> body, int texts)
    {
        OpenAiAnswer answer = JsonSerializer.Deserialize(body, RemoteJson.Default.OpenAiAnswer)
            ?? throw new BadAnswerException("null instead of an object");
        if (answer.Data is not { } data) throw new BadAnswerException("an object without 'data'");
        if (data.Length != texts) throw new BadAnswerException($"{data.Length} vectors for {texts} texts");

        float[][] vectors = new float[texts][];
        foreach (OpenAiVector? item in data)
        {
            if (item?.Embedding is not { } vector) throw new BadAnswerException("an element without 'embedding'");
            // Servers that leave it out have one text; with more, order alone would be a guess.
            int index = item.Index ?? (texts == 1 ? 0 : throw new BadAnswerException("an element without 'index'"));
            if (index < 0 || index >= texts)
                throw new BadAnswerException($"the index {index} for {texts} texts");
            if (vectors[index] is not null) throw new BadAnswerException($"the index {index} twice");
            vectors[index] = vector;
        }

        return new RemoteVectors(vectors, answer.Usage?.PromptTokens);
    }

    /// <summary>None: not every compatible server lists its models, and the first vector tells as much.</summary>
    public HttpRequestMessage? Describe() => null;

    public RemoteDescription ReadDescription(ReadOnlySpan<byte> body) => default;

    public string? ReadError(ReadOnlySpan<byte> body)
    {
        OpenAiErrorAnswer? answer = JsonSerializer.Deserialize(body, RemoteJson.Default.OpenAiErrorAnswer);
        return answer?.Error switch
        {
            { ValueKind: JsonValueKind.Object } error when error.TryGetProperty("message", out JsonElement message) =>
                message.ToString(),
            { ValueKind: JsonValueKind.String } error => error.GetString(),
            _ => answer?.Message ?? answer?.Detail?.ToString(),
        };
    }
}
