using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.AI;
using NeuralSearch.Inference;
using NeuralSearch.Ingestion.Store;

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
        EmbeddingModel model = scope.Target.Model;
        GeneratedEmbeddings<Embedding<float>> embeddings = await retry.ExecuteAsync(
            "Embedding",
            token => generator.GenerateAsync(texts, Options(model), token),
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
            Check(embeddings[i], model);
            embedded[i] = new EmbeddedChunk(chunks[i], embeddings[i].Vector);
            if (chunks[i].IsLast)
                scope.Run.AddEmbedded();
        }

        return embedded;
    }

    /// <summary>Names the model: one that has changed since the ingestion began refuses, and never mixes.</summary>
    private static EmbeddingGenerationOptions Options(EmbeddingModel model)
    {
        EmbeddingGenerationOptions options = EmbeddingPriority.Bulk;
        options.ModelId = model.Id;
        return options;
    }

    private static void Check(Embedding<float> embedding, EmbeddingModel model)
    {
        if (embedding.ModelId is { } other && other != model.Id)
        {
            throw new IngestionException(IngestionError.Broken,
                $"Embedding failed: a vector of the model '{other}' was returned instead of '{model.Id}'.");
        }

        if (embedding.Vector.Length != model.Dimensions)
        {
            throw new IngestionException(IngestionError.Broken,
                $"Embedding failed: a vector of {embedding.Vector.Length} dimensions was returned instead of "
                + $"{model.Dimensions}.");
        }

        foreach (float component in embedding.Vector.Span)
        {
            if (!float.IsFinite(component))
            {
                throw new IngestionException(IngestionError.Broken,
                    "Embedding failed: a vector with NaN or infinity was returned.");
            }
        }
    }
}
