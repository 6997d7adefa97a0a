using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using NeuralSearch.ServiceDefaults.Problems;

namespace NeuralSearch.Query.Pipeline;

/// <summary>
/// Text → float32[d], and the model that it is of. Interactive: the generator may answer from its cache and puts it before ingestion.
/// </summary>
internal sealed class EmbedStage(IEmbeddingGenerator<string, Embedding<float>> generator)
{
    public async Task<Embedding<float>> RunAsync(string text, CancellationToken cancellationToken)
    {
        var embedding = await generator.GenerateAsync(text, options: null, cancellationToken);
        EnsureUsable(embedding.Vector.Span);
        return embedding;
    }

    // The generator may be a remote service: what it answers is input, and NaN would poison every comparison.
    private static void EnsureUsable(ReadOnlySpan<float> vector)
    {
        var usable = vector.Length > 0;
        foreach (var x in vector) usable &= float.IsFinite(x);
        if (!usable)
            throw new ProblemException(new Problem(
                StatusCodes.Status503ServiceUnavailable,
                $"The embedding service answered a vector of {vector.Length} elements that is empty or not finite."));
    }
}
