using System.Text;
using NeuralSearch.Inference;
using Xunit;

namespace NeuralSearch.UnitTests.Inference.Models;

public class ModelConfigTests
{
    private static readonly string MiniLm = File.ReadAllText(Path.Combine(TestFiles.MiniLm, "config.json"));

    [Fact]
    public void The_shipped_model_is_pooled_by_mean_over_256_tokens()
    {
        ModelConfig config = Parse(MiniLm);

        Assert.Equal(Pooling.Mean, config.PoolingKind);
        Assert.Equal(("L2", 256, 384, "", ""), (
            config.Normalise, config.MaxTokens, config.Dimensions, config.QueryPrefix, config.DocumentPrefix));
    }

    [Fact]
    public void A_model_can_be_pooled_by_its_first_token_and_prefix_its_queries()
    {
        string json = File.ReadAllText(TestFiles.Shared("data/models/bge-small-en-v1.5/config.json"));

        ModelConfig config = Parse(json);

        Assert.Equal(Pooling.Classify, config.PoolingKind);
        Assert.StartsWith("Represent this sentence", config.QueryPrefix, StringComparison.Ordinal);
        Assert.Equal(256, config.RecommendedMaxTokens);
    }

    [Theory]
    [InlineData("mean over attention_mask", "max over tokens", "pooling")]
    [InlineData("\"L2\"", "\"L1\"", "normalise")]
    [InlineData("\"max_tokens\": 256", "\"max_tokens\": 2", "max_tokens")]
    [InlineData("\"token_type_ids\"", "\"position_ids\"", "inputs")]
    [InlineData("\"lower_case\": true", "\"lower_case\": false", "tokenizer")]
    [InlineData("\"max_word_chars\": 100", "\"max_word_chars\": 200", "tokenizer.max_word_chars")]
    [InlineData("wordpiece (BERT)", "unigram", "tokenizer.type")]
    public void What_cannot_be_run_is_refused_by_file_and_key(string old, string replacement, string key)
    {
        string json = MiniLm.Replace(old, replacement, StringComparison.Ordinal);

        InvalidDataException e = Assert.Throws<InvalidDataException>(() => Parse(json));

        Assert.StartsWith($"'some/config.json': {key} is", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_key_is_refused_by_its_name()
    {
        string json = MiniLm.Replace("\"pooling\"", "\"polling\"", StringComparison.Ordinal);

        InvalidDataException e = Assert.Throws<InvalidDataException>(() => Parse(json));

        Assert.Contains("pooling", e.Message, StringComparison.Ordinal);
    }

    private static ModelConfig Parse(string json) =>
        ModelConfig.Parse(Encoding.UTF8.GetBytes(json), "some/config.json");
}
