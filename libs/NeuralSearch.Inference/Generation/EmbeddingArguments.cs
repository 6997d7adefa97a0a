using Microsoft.Extensions.AI;

namespace NeuralSearch.Inference;

/// <summary>Checks what a caller asks of a generator.</summary>
internal static class EmbeddingArguments
{
    public static IReadOnlyList<string> Check(
        IEnumerable<string> values, EmbeddingGenerationOptions? options, EmbeddingGeneratorMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (options?.ModelId is { } model && model != metadata.DefaultModelId)
            throw new ArgumentException(
                $"The model '{model}' is not served here; leave the model out or ask for '{metadata.DefaultModelId}'.",
                nameof(options));
        if (options?.Dimensions is { } dimensions && dimensions != metadata.DefaultModelDimensions)
            throw new ArgumentException(
                $"{metadata.DefaultModelId} gives {metadata.DefaultModelDimensions} dimensions "
                + $"and cannot give {dimensions}; leave the dimensions out.",
                nameof(options));

        string[] texts = [.. values];
        for (int i = 0; i < texts.Length; i++)
            if (string.IsNullOrWhiteSpace(texts[i]))
                throw new ArgumentException(
                    $"Text {i} (counted from 0) of {texts.Length} is "
                    + $"{(texts[i] is null ? "null" : "empty or white space")}; a text needs at least one "
                    + "visible character to have a vector. Leave it out.",
                    nameof(values));
        return texts;
    }
}
