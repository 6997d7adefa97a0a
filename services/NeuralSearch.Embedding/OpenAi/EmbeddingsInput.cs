using System.Text.Json;
using Microsoft.Extensions.AI;

namespace NeuralSearch.Embedding.OpenAi;

/// <summary>Reads and checks what a caller of <c>/v1/embeddings</c> wants.</summary>
internal sealed record EmbeddingsInput(IReadOnlyList<string> Texts, bool AsBase64)
{
    public const int MaxTexts = 2048;

    /// <exception cref="OpenAiException">Something is wrong; the error names the field.</exception>
    public static EmbeddingsInput From(EmbeddingsRequest request, EmbeddingGeneratorMetadata metadata)
    {
        if (request.Model is { } model && model != metadata.DefaultModelId)
            throw OpenAiException.Invalid(
                $"The model '{model}' does not exist here; use '{metadata.DefaultModelId}' or leave 'model' out.",
                "model", "model_not_found", status: 404);
        if (request.Dimensions is not null && metadata.DefaultModelDimensions is null)
            throw OpenAiException.Unavailable(
                $"How many dimensions {metadata.DefaultModelId} has is not known before its remote embedder answers; "
                + "leave 'dimensions' out, or ask again in a few seconds.",
                "model_not_loaded");
        if (request.Dimensions is { } wanted && wanted != metadata.DefaultModelDimensions)
            throw OpenAiException.Invalid(
                $"'dimensions' is {wanted}, but {metadata.DefaultModelId} gives "
                + $"{metadata.DefaultModelDimensions} only; leave it out.",
                "dimensions");
        if (request.EncodingFormat is not (null or "float" or "base64"))
            throw OpenAiException.Invalid(
                $"'encoding_format' is '{request.EncodingFormat}'; allowed are 'float' and 'base64'.",
                "encoding_format");

        return new EmbeddingsInput(ReadTexts(request.Input), request.EncodingFormat == "base64");
    }

    private static string[] ReadTexts(JsonElement input)
    {
        switch (input.ValueKind)
        {
            case JsonValueKind.String:
                return [ReadText(input, "input")];
            case JsonValueKind.Array when input.GetArrayLength() is >= 1 and <= MaxTexts:
                return [.. input.EnumerateArray().Select((text, i) => ReadText(text, $"input[{i}]"))];
            case JsonValueKind.Array:
                throw OpenAiException.Invalid(
                    $"'input' has {input.GetArrayLength()} texts; allowed are 1 to {MaxTexts}. Send several requests.",
                    "input");
            default:
                throw OpenAiException.Invalid("'input' is missing; it must be a text or an array of texts.", "input");
        }
    }

    private static string ReadText(JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.String)
            throw OpenAiException.Invalid(
                $"'{path}' is a JSON {element.ValueKind}; only texts are taken, no token ids.", path);

        string text = ReadString(element, path);
        return string.IsNullOrWhiteSpace(text)
            ? throw OpenAiException.Invalid($"'{path}' is empty; a text needs at least one visible character.", path)
            : text;
    }

    private static string ReadString(JsonElement element, string path)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            // An escape such as \ud800 alone is legal JSON but no text.
            throw OpenAiException.Invalid($"'{path}' is not Unicode: {e.Message}", path);
        }
    }
}
