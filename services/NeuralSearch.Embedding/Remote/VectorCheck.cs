using NeuralSearch.Embedding.Remote.Protocols;

namespace NeuralSearch.Embedding.Remote;

/// <summary>A remote's answer is input: nothing but finite vectors of the right size passes.</summary>
internal static class VectorCheck
{
    /// <param name="answer">As many vectors as there are texts.</param>
    /// <param name="dimensions">Components of each; null if that is not known: then they must be alike.</param>
    /// <exception cref="BadAnswerException">A vector is not one.</exception>
    public static RemoteVectors Checked(RemoteVectors answer, int? dimensions)
    {
        if (answer.Tokens < 0) throw new BadAnswerException($"{answer.Tokens} tokens");

        for (int i = 0; i < answer.Vectors.Length; i++)
        {
            // JSON has a null for everything, whatever the type says.
            if ((float[]?)answer.Vectors[i] is not { } vector) throw new BadAnswerException($"null as vector {i}");
            dimensions ??= vector.Length;
            if (vector.Length != dimensions || vector.Length == 0)
                throw new BadAnswerException(
                    $"vector {i} of {vector.Length} dimensions instead of {Math.Max(1, dimensions.Value)}");
            if (vector.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) is >= 0 and int bad)
                throw new BadAnswerException($"{vector[bad]} as a component of vector {i}");
            if (!vector.AsSpan().ContainsAnyExcept(0f))
                throw new BadAnswerException($"vector {i} of nothing but zeros, which has no direction");
        }

        return answer;
    }
}
