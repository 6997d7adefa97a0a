using Microsoft.Extensions.AI;

namespace NeuralSearch.UnitTests.Query;

/// <summary>Answers one vector for every text and keeps the texts.</summary>
internal sealed class FakeEmbeddings(params float[] vector) : IEmbeddingGenerator<string, Embedding<float>>
{
    public List<string> Texts { get; } = [];

    public Exception? Failure { get; set; }

    /// <summary>The model that it says its vectors are of.</summary>
    public string? Model { get; init; }

    /// <summary>Waits for the cancellation instead of answering while set.</summary>
    public bool Hangs { get; set; }

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values,
        EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        Texts.AddRange(values);
        if (Failure is not null) throw Failure;
        if (Hangs) await Task.Delay(Timeout.Infinite, cancellationToken);
        return [new Embedding<float>(vector) { ModelId = Model }];
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
