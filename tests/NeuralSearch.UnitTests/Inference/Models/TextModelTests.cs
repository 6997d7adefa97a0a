using System.Numerics.Tensors;
using NeuralSearch.Inference;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.Inference.Models;

public class TextModelTests(LoadedModel loaded) : IClassFixture<LoadedModel>
{
    private const float Tolerance = 1e-3f;

    private readonly TextModel _model = loaded.Model;

    [Fact]
    public void Encode_gives_the_golden_vectors_at_batch_one()
    {
        foreach (GoldenText golden in GoldenText.Read(TestFiles.MiniLm))
        {
            float[] vector = loaded.Vector(golden.Text);

            for (int i = 0; i < golden.First8.Length; i++)
                Assert.Equal(golden.First8[i], vector[i], Tolerance);
        }
    }

    [Fact]
    public void A_model_pooled_by_its_first_token_gives_its_golden_vectors_too()
    {
        string folder = TestFiles.Shared("data/models/bge-small-en-v1.5");
        using TextModel bge = LoadFrom(folder, dimensions: 384);
        foreach (GoldenText golden in GoldenText.Read(folder))
        {
            float[] vector = new float[bge.Dimensions];
            string prefix = golden.IsQuery ? bge.QueryPrefix : bge.DocumentPrefix;

            bge.Encode([bge.Tokenizer.Encode(prefix + golden.Text, maxTokens: 512)], vector);

            for (int i = 0; i < golden.First8.Length; i++)
                Assert.Equal(golden.First8[i], vector[i], Tolerance);
        }
    }

    [Fact]
    public void A_batch_gives_each_text_nearly_its_own_vector_of_unit_length_in_order()
    {
        string[] texts = ["A cat sleeps.", "The stock market fell sharply on Monday after the bank failed.", "Blue"];
        float[] batch = new float[texts.Length * _model.Dimensions];

        _model.Encode([.. texts.Select(text => _model.Tokenizer.Encode(text, _model.MaxTokens))], batch);

        for (int i = 0; i < texts.Length; i++)
        {
            ReadOnlySpan<float> vector = batch.AsSpan(i * _model.Dimensions, _model.Dimensions);
            Assert.Equal(1f, TensorPrimitives.Norm(vector), 1e-5f);
            Assert.InRange(TensorPrimitives.Dot(vector, loaded.Vector(texts[i])), 0.97f, 1.001f);
        }
    }

    [Fact]
    public void The_same_text_alone_has_the_same_vector_to_the_last_bit_on_any_thread()
    {
        float[] expected = loaded.Vector("one of many texts");

        float[][] vectors = [.. Enumerable.Range(0, 32).AsParallel().Select(_ => loaded.Vector("one of many texts"))];

        Assert.All(vectors, vector => Assert.Equal(expected, vector));
    }

    [Fact]
    public void Encode_refuses_a_target_of_another_size_and_a_text_without_tokens()
    {
        float[] vector = new float[_model.Dimensions];

        Assert.Throws<ArgumentException>(() => _model.Encode([[101, 102], [101, 102]], vector));
        Assert.Throws<ArgumentException>(() => _model.Encode([[]], vector));
    }

    [Fact]
    public void A_changed_file_is_refused_with_what_was_expected_and_found_and_what_to_do()
    {
        using CopiedModel copy = new();
        File.AppendAllText(Path.Combine(copy.Folder, "golden.json"), " ");

        InvalidDataException e = Assert.Throws<InvalidDataException>(
            () => TextModel.Load(copy.Models, "all-MiniLM-L6-v2"));

        Assert.Contains(Path.Combine(copy.Folder, "golden.json"), e.Message, StringComparison.Ordinal);
        Assert.Contains("expected sha256 0dba8784a7d9", e.Message, StringComparison.Ordinal);
        Assert.Matches("found [0-9a-f]{64} \\(13805 bytes\\)", e.Message);
        Assert.Contains("git checkout -- models/all-MiniLM-L6-v2", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_refused_by_its_name()
    {
        using CopiedModel copy = new();
        File.Delete(Path.Combine(copy.Folder, "model.onnx"));

        FileNotFoundException e = Assert.Throws<FileNotFoundException>(
            () => TextModel.Load(copy.Models, "all-MiniLM-L6-v2"));

        Assert.Contains(Path.Combine(copy.Folder, "model.onnx"), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_onnx_model_is_refused_by_its_name()
    {
        using CopiedModel copy = new();
        File.WriteAllText(Path.Combine(copy.Folder, "model.onnx"), "no model");
        copy.WriteManifest();

        InvalidDataException e = Assert.Throws<InvalidDataException>(
            () => TextModel.Load(copy.Models, "all-MiniLM-L6-v2"));

        Assert.Contains(Path.Combine(copy.Folder, "model.onnx"), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_is_not_as_its_configuration_says_is_refused()
    {
        using CopiedModel copy = new();
        string config = Path.Combine(copy.Folder, "config.json");
        string changed = File.ReadAllText(config)
            .Replace("last_hidden_state", "pooler_output", StringComparison.Ordinal);
        File.WriteAllText(config, changed);
        copy.WriteManifest();

        InvalidDataException e = Assert.Throws<InvalidDataException>(
            () => TextModel.Load(copy.Models, "all-MiniLM-L6-v2"));

        Assert.Contains("last_hidden_state, not pooler_output", e.Message, StringComparison.Ordinal);
    }

    private static TextModel LoadFrom(string folder, int dimensions)
    {
        using var models = new TemporaryFolder();
        CopiedModel.WriteManifest(models.Path, folder, "model", dimensions);
        return TextModel.Load(models.Path, "model");
    }
}
