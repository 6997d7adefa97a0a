using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.AI;
using NeuralSearch.Contracts.Embedding;
using NeuralSearch.Embedding.Local;
using NeuralSearch.Inference;

namespace NeuralSearch.Embedding.Grpc;

/// <summary>The model over gRPC, see embedding.proto, which also says with which status calls fail.</summary>
internal sealed class EmbeddingsGrpcService(
    IServedModel model, IEmbeddingGenerator<string, Embedding<float>> generator, Admission admission)
    : Embeddings.EmbeddingsBase
{
    public const int MaxTexts = 2048;

    /// <summary>Longest text in UTF-16 units; a hundred times what any model reads of it.</summary>
    public const int MaxTextChars = 1 << 20;

    /// <summary>Largest request message: 2048 texts of 8 KiB.</summary>
    public const int MaxReceiveMessageBytes = 16 << 20;

    public override Task<GetModelResponse> GetModel(GetModelRequest request, ServerCallContext context)
    {
        EnsurePossible();
        return Task.FromResult(new GetModelResponse
        {
            Model = model.Name,
            Dimensions = model.Metadata.DefaultModelDimensions is { } dimensions
                ? (uint)dimensions
                : throw Error(
                    StatusCode.Unavailable,
                    $"How many dimensions the model {model.Name} has is not known before its remote embedder answers; "
                    + "ask again in a few seconds."),
            MaxTokens = (uint)(model.MaxTokens ?? 0),
        });
    }

    public override async Task<EmbedResponse> Embed(EmbedRequest request, ServerCallContext context)
    {
        EnsurePossible();
        Check(request);
        bool isBulk = request.Priority == Priority.Bulk;
        using Admission.Lease? lease = admission.TryEnter(request.Texts.Count, isBulk);
        if (lease is null) throw Overloaded(admission.Refusal);

        try
        {
            return Answer(await generator.GenerateAsync(
                request.Texts, isBulk ? EmbeddingPriority.Bulk : null, context.CancellationToken));
        }
        catch (ModelNotLoadedException e)
        {
            throw Error(StatusCode.Unavailable, e.Message);
        }
        catch (ObjectDisposedException)
        {
            throw Error(StatusCode.Unavailable, "The embedding service is stopping; ask another, or again later.");
        }
        catch (TimeoutException e)
        {
            throw Overloaded(e.Message);
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            throw context.Deadline <= DateTime.UtcNow
                ? Error(StatusCode.DeadlineExceeded, "The texts had no vectors within the deadline of the call.")
                : Error(StatusCode.Cancelled, "The caller has cancelled the call.");
        }
    }

    private void EnsurePossible()
    {
        if (model.Obstacle is { } obstacle) throw Error(StatusCode.Unavailable, obstacle);
    }

    private void Check(EmbedRequest request)
    {
        if (request.Model.Length > 0 && request.Model != model.Name)
            throw Error(
                StatusCode.FailedPrecondition,
                $"The embedding service serves the model '{model.Name}' and not '{request.Model}', and vectors of the "
                + "two cannot be compared. Configure it to serve the other, or embed everything anew.");
        if (!Enum.IsDefined(request.Priority))
            throw Error(
                StatusCode.InvalidArgument,
                $"priority is {(int)request.Priority}; allowed are 1 (interactive) and 2 (bulk).");
        if (request.Texts.Count is < 1 or > MaxTexts)
            throw Error(
                StatusCode.InvalidArgument,
                $"texts has {request.Texts.Count} elements; allowed are 1 to {MaxTexts}. Send several requests.");

        for (int i = 0; i < request.Texts.Count; i++)
        {
            string text = request.Texts[i];
            if (string.IsNullOrWhiteSpace(text))
                throw Error(
                    StatusCode.InvalidArgument,
                    $"texts[{i}] is empty or white space; a text needs at least one visible character.");
            if (text.Length > MaxTextChars)
                throw Error(
                    StatusCode.InvalidArgument,
                    $"texts[{i}] has {text.Length} characters; allowed are {MaxTextChars}, and the model reads only "
                    + "the beginning: cut it into chunks before.");
        }
    }

    private static EmbedResponse Answer(GeneratedEmbeddings<Embedding<float>> embeddings)
    {
        int dimensions = embeddings[0].Vector.Length;
        byte[] bytes = new byte[embeddings.Count * dimensions * sizeof(float)];
        for (int i = 0; i < embeddings.Count; i++)
            Write(embeddings[i].Vector.Span, bytes.AsSpan(i * dimensions * sizeof(float)));
        return new EmbedResponse
        {
            // The array is ours and nobody writes to it any more.
            Vectors = UnsafeByteOperations.UnsafeWrap(bytes),
            Dimensions = (uint)dimensions,
            Model = embeddings[0].ModelId,
            InputTokens = (ulong)(embeddings.Usage?.InputTokenCount ?? 0),
        };
    }

    private static void Write(ReadOnlySpan<float> vector, Span<byte> bytes)
    {
        if (BitConverter.IsLittleEndian)
            MemoryMarshal.AsBytes(vector).CopyTo(bytes);
        else
            for (int i = 0; i < vector.Length; i++)
                BinaryPrimitives.WriteSingleLittleEndian(bytes[(i * sizeof(float))..], vector[i]);
    }

    private static RpcException Overloaded(string message) => new(
        new Status(StatusCode.ResourceExhausted, message),
        new Metadata { { "retry-after", Admission.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture) } });

    private static RpcException Error(StatusCode code, string message) => new(new Status(code, message));
}
