using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.AI;
using NeuralSearch.Inference;

namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>
/// Third stage: vectors for groups of chunks, several calls at a time. The output is a channel of calls in the order of
/// their groups: the next stage awaits them one by one, so chunks stay in order although calls overtake each other.
/// </summary>
internal sealed class EmbedStage(
    IEmbeddingGenerator<string, Embedding<float>> generator, RetryPolicy retry, IngestionMetrics metrics)
{
    public async Task RunAsync(
        RunScope scope,
        ChannelReader<IReadOnlyList<ChunkWork>> input,
        ChannelWriter<Task<IReadOnlyList<EmbeddedChunk>>> output)
    {
        Queue<Task> calls = [];
        try
        {
            await foreach (IReadOnlyList<ChunkWork> chunks in input.ReadAllAsync(scope.Aborted))
            {
                while (calls.TryPeek(out Task? oldest) && oldest.IsCompletedSuccessfully)
                    _ = calls.Dequeue();
                // First the room, then the call: the channel's capacity bounds the calls at the same time.
                if (!await output.WaitToWriteAsync(scope.Aborted))
                    return;
                Task<IReadOnlyList<EmbeddedChunk>> call = EmbedAsync(scope, chunks);
                calls.Enqueue(call);
                await output.WriteAsync(call, scope.Aborted);
            }
        }
        finally
        {
            // No call outlives its run. What it throws is for the next stage, or came from the abort.
            await Task.WhenAll(calls).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<IReadOnlyList<EmbeddedChunk>> EmbedAsync(RunScope scope, IReadOnlyList<ChunkWork> chunks)
    {
        await Task.Yield();
        long started = Stopwatch.GetTimestamp();
        string[] texts = [.. chunks.Select(chunk => chunk.EmbeddedText)];
        GeneratedEmbeddings<Embedding<float>> embeddings = await retry.ExecuteAsync(
            "Embedding",
            token => generator.GenerateAsync(texts, EmbeddingPriority.Bulk, token),
            scope.Aborted);
        metrics.Measure(IngestionMetrics.Stage.Embed, started);

        if (embeddings.Count != chunks.Count)
        {
            throw new IngestionException(IngestionError.Broken,
                $"Embedding failed: {embeddings.Count} vectors were returned for {chunks.Count} texts.");
        }

        EmbeddedChunk[] embedded = new EmbeddedChunk[chunks.Count];
        for (int i = 0; i < embedded.Length; i++)
        {
            Check(embeddings[i].Vector.Span, scope.Target.Dimensions);
            embedded[i] = new EmbeddedChunk(chunks[i], embeddings[i].Vector);
            if (chunks[i].IsLast)
                scope.Run.AddEmbedded();
        }

        return embedded;
    }

    private static void Check(ReadOnlySpan<float> vector, int dimensions)
    {
        if (vector.Length != dimensions)
        {
            throw new IngestionException(IngestionError.Broken,
                $"Embedding failed: a vector of {vector.Length} dimensions was returned instead of {dimensions}.");
        }

        foreach (float component in vector)
        {
            if (!float.IsFinite(component))
            {
                throw new IngestionException(IngestionError.Broken,
                    "Embedding failed: a vector with NaN or infinity was returned.");
            }
        }
    }
}
