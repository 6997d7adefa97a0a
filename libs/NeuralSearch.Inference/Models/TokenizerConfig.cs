using System.Text.Json.Serialization;

namespace NeuralSearch.Inference;

/// <summary>The <c>tokenizer</c> section of a model's <c>config.json</c>.</summary>
internal sealed record TokenizerConfig
{
    public required string Type { get; init; }

    /// <summary>The vocabulary's file name.</summary>
    public required string Vocab { get; init; }

    [JsonPropertyName("lower_case")]
    public required bool LowerCase { get; init; }

    [JsonPropertyName("strip_accents")]
    public required bool StripAccents { get; init; }

    [JsonPropertyName("split_cjk")]
    public required bool SplitIdeographs { get; init; }

    [JsonPropertyName("max_word_chars")]
    public required int MaxWordChars { get; init; }
}
