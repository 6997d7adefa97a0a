using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Grpc.Core;
using Microsoft.Extensions.AI;
using NeuralSearch.Contracts.Embedding;

namespace NeuralSearch.Client.Embedding;

/// <summary>An answer of the embedding service that was checked: what a service answers is input.</summary>
internal sealed record EmbeddingAnswer(
    string Model, int Dimensions, long InputTokens, IReadOnlyList<Embedding<float>> Embeddings)
{
    public bool IsOfSameModel(EmbeddingAnswer other) => Model == other.Model && Dimensions == other.Dimensions;

    /// <exception cref="RpcException">The answer cannot be the vectors of so many texts (Unavailable).</exception>
    public static EmbeddingAnswer Read(EmbedResponse response, int texts, EmbeddingGenerationOptions? options)
    {
        if (options?.ModelId is { } model && response.Model != model)
            throw Wrong($"vectors of the model '{response.Model}', and '{model}' was asked for");
        if (response.Dimensions is 0 or > int.MaxValue / sizeof(float)
            || response.Vectors.Length != (long)texts * response.Dimensions * sizeof(float))
            throw Wrong(
                $"{response.Vectors.Length} bytes for {texts} vectors of {response.Dimensions} float32 components");
        if (options?.Dimensions is { } dimensions && response.Dimensions != dimensions)
            throw Wrong($"vectors of {response.Dimensions} dimensions, and {dimensions} were asked for");

        float[] all = ReadNumbers(response.Vectors.Span);
        int bad = all.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
        int size = (int)response.Dimensions;
        if (bad >= 0) throw Wrong($"{all[bad]} as a component of vector {bad / size} (counted from 0)");

        // One array behind all of them: they live as long as their batch anyway.
        Embedding<float>[] embeddings =
        [
            .. Enumerable.Range(0, texts).Select(i =>
                new Embedding<float>(all.AsMemory(i * size, size)) { ModelId = response.Model }),
        ];
        return new EmbeddingAnswer(response.Model, size, checked((long)response.InputTokens), embeddings);
    }

    /// <summary>The error for an answer that cannot be used; another attempt or replica may do better.</summary>
    public static RpcException Wrong(string what) =>
        new(new Status(StatusCode.Unavailable, $"The embedding service answered {what}; nothing of it was used."));

    private static float[] ReadNumbers(ReadOnlySpan<byte> bytes)
    {
        float[] numbers = new float[bytes.Length / sizeof(float)];
        if (BitConverter.IsLittleEndian)
            bytes.CopyTo(MemoryMarshal.AsBytes(numbers.AsSpan()));
        else
            for (int i = 0; i < numbers.Length; i++)
                numbers[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
        return numbers;
    }
}
