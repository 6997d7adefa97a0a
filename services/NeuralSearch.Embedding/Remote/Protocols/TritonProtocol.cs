using System.Text.Json;

namespace NeuralSearch.Embedding.Remote.Protocols;

/// <summary>
/// NVIDIA Triton, and who else speaks KServe's inference protocol version 2 over HTTP: <c>POST
/// /v2/models/{model}/infer</c> with a BYTES tensor of texts and an FP32 tensor of vectors.
/// </summary>
internal sealed class TritonProtocol(RemoteEmbeddingOptions options) : IRemoteProtocol
{
    private readonly Uri _infer = RemoteAddress.Combine(options.Endpoint!, Path(options, "infer"));
    private readonly Uri _ready = RemoteAddress.Combine(options.Endpoint!, Path(options, "ready"));

    public string Provider => RemoteKinds.Triton;

    public HttpRequestMessage Embed(IReadOnlyList<string> texts) => JsonBody.Post(_infer, writer =>
    {
        writer.WriteStartArray("inputs");
        writer.WriteStartObject();
        writer.WriteString("name", options.InputTensor);
        writer.WriteStartArray("shape");
        writer.WriteNumberValue(texts.Count);
        writer.WriteNumberValue(1);
        writer.WriteEndArray();
        writer.WriteString("datatype", "BYTES");
        writer.WriteTexts("data", texts);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteStartArray("outputs");
        writer.WriteStartObject();
        writer.WriteString("name", options.OutputTensor);
        writer.WriteEndObject();
        writer.WriteEndArray();
    });

    public RemoteVectors ReadVectors(ReadOnlySpan<byte> body, int texts)
    {
        TritonAnswer answer = JsonSerializer.Deserialize(body, RemoteJson.Default.TritonAnswer)
            ?? throw new BadAnswerException("null instead of an object");
        if (answer.ModelName is { } model && model != options.Model)
            throw new BadAnswerException($"for the model '{model}' instead of '{options.Model}'");

        TritonTensor output = answer.Outputs?.SingleOrDefault(tensor => tensor?.Name == options.OutputTensor)
            ?? throw new BadAnswerException($"without one output '{options.OutputTensor}'");
        if (output.Datatype != "FP32")
            throw new BadAnswerException($"the output '{output.Name}' of type {output.Datatype} instead of FP32");
        if (output.Data is not { } data) throw new BadAnswerException($"the output '{output.Name}' without 'data'");

        int dimensions = texts == 0 ? 0 : data.Length / texts;
        string shape = $"[{string.Join(", ", output.Shape ?? [])}]";
        // [texts, dimensions]; ones in between, as some models have them, change nothing.
        if (output.Shape is not { Length: >= 2 } extents || extents[0] != texts || extents[^1] != dimensions
            || extents[1..^1].Any(extent => extent != 1) || data.Length != texts * dimensions)
            throw new BadAnswerException(
                $"the output '{output.Name}' of shape {shape} with {data.Length} numbers for {texts} texts");

        return new RemoteVectors([.. data.Chunk(Math.Max(1, dimensions))], Tokens: null);
    }

    /// <summary>200 without a body when the model is ready.</summary>
    public HttpRequestMessage Describe() => new(HttpMethod.Get, _ready);

    public RemoteDescription ReadDescription(ReadOnlySpan<byte> body) => default;

    public string? ReadError(ReadOnlySpan<byte> body) =>
        JsonSerializer.Deserialize(body, RemoteJson.Default.PlainErrorAnswer)?.Error;

    private static string Path(RemoteEmbeddingOptions options, string verb) =>
        $"v2/models/{Uri.EscapeDataString(options.Model!)}/{verb}";
}
