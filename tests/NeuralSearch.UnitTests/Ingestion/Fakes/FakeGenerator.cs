using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Fakes;

/// <summary>Vectors from the hash of a text; remembers what it was asked for.</summary>
internal sealed class FakeGenerator(int dimensions = FakeGenerator.Dimensions, string model = FakeGenerator.Model)
    : IEmbeddingGenerator<string, Embedding<float>>
{
    public const int Dimensions = 8;
    public const string Model = "fake-model";

    private readonly EmbeddingGeneratorMetadata _metadata = new("fake", null, model, dimensions);

    public ConcurrentQueue<IReadOnlyList<string>> Calls { get; } = [];

    public int TextCount => Calls.Sum(call => call.Count);

    /// <summary>Runs before a call is answered: may wait or throw.</summary>
    public Func<CancellationToken, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Changes a vector before it is returned.</summary>
    public Func<float[], float[]> Spoil { get; set; } = vector => vector;

    public static float[] VectorOf(string text, int dimensions = Dimensions)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return [.. hash.Take(dimensions).Select(value => value / 255f)];
    }

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        string[] texts = [.. values];
        Assert.NotNull(options);
        Calls.Enqueue(texts);
        await Before(cancellationToken);
        return [.. texts.Select(text => new Embedding<float>(Spoil(VectorOf(text, dimensions))))];
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata : null;

    public void Dispose()
    {
    }
}
