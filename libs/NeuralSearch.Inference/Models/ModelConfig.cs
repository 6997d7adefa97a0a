using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeuralSearch.Inference;

/// <summary>A model folder's <c>config.json</c>, as far as running the model needs it.</summary>
internal sealed record ModelConfig
{
    public const string FileName = "config.json";

    public required string Name { get; init; }

    /// <summary>The ONNX file.</summary>
    public required string File { get; init; }

    /// <summary>The output that is pooled, float32[batch, tokens, dimensions].</summary>
    public required string Output { get; init; }

    public required IReadOnlyList<string> Inputs { get; init; }

    public required int Dimensions { get; init; }

    /// <summary>"mean …" or "cls …".</summary>
    public required string Pooling { get; init; }

    /// <summary>"L2" or "none".</summary>
    public required string Normalise { get; init; }

    [JsonPropertyName("max_tokens")]
    public required int MaxTokens { get; init; }

    /// <summary>Where quality was measured, if that is shorter than what the model can take.</summary>
    [JsonPropertyName("recommended_max_tokens")]
    public int? RecommendedMaxTokens { get; init; }

    [JsonPropertyName("query_prefix")]
    public string QueryPrefix { get; init; } = "";

    [JsonPropertyName("document_prefix")]
    public string DocumentPrefix { get; init; } = "";

    public required TokenizerConfig Tokenizer { get; init; }

    /// <summary>Reads and checks a config.json.</summary>
    /// <exception cref="InvalidDataException">A value is missing or is none that this library can run.</exception>
    public static ModelConfig Parse(ReadOnlySpan<byte> json, string path)
    {
        ModelConfig config;
        try
        {
            config = JsonSerializer.Deserialize(json, ModelJson.Default.ModelConfig)
                ?? throw new JsonException("The file holds only null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' is not a model's configuration: {e.Message}", e);
        }

        TokenizerConfig tokenizer = config.Tokenizer;
        Require(config.PoolingKind is not null, "pooling", config.Pooling, "'mean …' or 'cls …'");
        Require(config.Normalise is "L2" or "none", "normalise", config.Normalise, "'L2' or 'none'");
        Require(
            !config.Inputs.Except(TokenTensors.KnownInputs).Any(), "inputs",
            string.Join(", ", config.Inputs), string.Join(", ", TokenTensors.KnownInputs));
        Require(config.Dimensions > 0, "dimensions", config.Dimensions, "a positive number");
        Require(config.MaxTokens >= 3, "max_tokens", config.MaxTokens, "at least 3");
        Require(
            tokenizer.Type.StartsWith("wordpiece", StringComparison.Ordinal), "tokenizer.type",
            tokenizer.Type, "'wordpiece …'");
        Require(
            tokenizer is { LowerCase: true, StripAccents: true, SplitIdeographs: true }, "tokenizer",
            tokenizer, "lower_case, strip_accents and split_cjk all true (the uncased BERT tokenizer)");
        Require(
            tokenizer.MaxWordChars == WordPieceVocabulary.MaxWordChars, "tokenizer.max_word_chars",
            tokenizer.MaxWordChars, $"{WordPieceVocabulary.MaxWordChars}");
        return config;

        void Require(bool holds, string name, object value, string allowed)
        {
            if (!holds)
                throw new InvalidDataException($"'{path}': {name} is '{value}', but only {allowed} can be run.");
        }
    }

    [JsonIgnore]
    public Pooling? PoolingKind => Pooling.Split(' ', 2)[0] switch
    {
        "mean" => Inference.Pooling.Mean,
        "cls" => Inference.Pooling.Classify,
        _ => null,
    };
}
