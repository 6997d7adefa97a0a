using NeuralSearch.Inference;

namespace NeuralSearch.UnitTests.Inference.Models;

/// <summary>The shipped model, loaded once for a class of tests.</summary>
public sealed class LoadedModel : IDisposable
{
    public TextModel Model { get; } = TextModel.Load(TestFiles.ModelsFolder, "all-MiniLM-L6-v2");

    public float[] Vector(string text)
    {
        float[] vector = new float[Model.Dimensions];
        Model.Encode([Model.Tokenizer.Encode(text, Model.MaxTokens)], vector);
        return vector;
    }

    public void Dispose() => Model.Dispose();
}
