using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.AI;
using NeuralSearch.Embedding.Local;
using NeuralSearch.Embedding.Remote;
using NeuralSearch.Inference;

namespace NeuralSearch.Embedding.OpenAi;

/// <summary><c>POST /v1/embeddings</c>, compatible with OpenAI's.</summary>
internal static class EmbeddingsEndpoint
{
    public const string Path = "/v1/embeddings";

    public static void Map(IEndpointRouteBuilder app) => app.MapPost(Path, HandleAsync)
        .WithName("CreateEmbeddings")
        .WithTags("Embeddings")
        .WithSummary("Vectors of one or more texts, compatible with OpenAI's endpoint of this name.")
        .WithDescription(
            "A single text is computed alone and at once, as a query is; several texts are computed in batches, as "
            + "documents are, which moves their vectors by a cosine of up to about 0.02. A text beyond the model's "
            + "window is cut off.")
        .Accepts<EmbeddingsRequest>("application/json")
        .Produces<EmbeddingsResponse>()
        .Produces<OpenAiErrorResponse>(StatusCodes.Status400BadRequest)
        .Produces<OpenAiErrorResponse>(StatusCodes.Status404NotFound)
        .Produces<OpenAiErrorResponse>(StatusCodes.Status415UnsupportedMediaType)
        .Produces<OpenAiErrorResponse>(StatusCodes.Status429TooManyRequests)
        .Produces<OpenAiErrorResponse>(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> HandleAsync(
        HttpRequest request, IEmbeddingGenerator<string, Embedding<float>> generator, Admission admission,
        CancellationToken cancellationToken)
    {
        try
        {
            EmbeddingGeneratorMetadata metadata = generator.GetRequiredService<EmbeddingGeneratorMetadata>();
            EmbeddingsInput input = EmbeddingsInput.From(await ReadAsync(request, cancellationToken), metadata);
            bool isBulk = input.Texts.Count > 1;
            using Admission.Lease? lease = admission.TryEnter(input.Texts.Count, isBulk);
            if (lease is null)
                throw OpenAiException.Overloaded(admission.Refusal, "overloaded", Admission.RetryAfterSeconds);

            GeneratedEmbeddings<Embedding<float>> embeddings = await GenerateAsync(
                generator, input.Texts, isBulk ? EmbeddingPriority.Bulk : null, cancellationToken);
            return Results.Json(Answer(embeddings, input, metadata), OpenAiJson.Default.EmbeddingsResponse);
        }
        catch (OpenAiException e)
        {
            if (e.RetryAfterSeconds is { } seconds)
                request.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            return Results.Json(
                new OpenAiErrorResponse(e.Error), OpenAiJson.Default.OpenAiErrorResponse, statusCode: e.Status);
        }
    }

    private static async Task<EmbeddingsRequest> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
            throw OpenAiException.Invalid(
                $"The content type is '{request.ContentType}'; send application/json.", null, status: 415);

        try
        {
            return await JsonSerializer.DeserializeAsync(
                request.Body, OpenAiJson.Default.EmbeddingsRequest, cancellationToken)
                ?? throw OpenAiException.Invalid("The body is null; send an object with 'input'.", "input");
        }
        catch (JsonException e)
        {
            throw OpenAiException.Invalid($"The body is not the JSON of a request for embeddings: {e.Message}", null);
        }
        catch (BadHttpRequestException e)
        {
            throw OpenAiException.Invalid(e.Message, null, status: e.StatusCode);
        }
    }

    private static async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEmbeddingGenerator<string, Embedding<float>> generator, IReadOnlyList<string> texts,
        EmbeddingGenerationOptions? options, CancellationToken cancellationToken)
    {
        try
        {
            return await generator.GenerateAsync(texts, options, cancellationToken);
        }
        catch (ModelNotLoadedException e)
        {
            throw OpenAiException.Unavailable(e.Message, "model_not_loaded");
        }
        catch (RemoteEmbeddingException e)
        {
            throw e.Failure switch
            {
                RemoteFailure.Overloaded =>
                    OpenAiException.Overloaded(e.Message, e.Failure.Name(), e.RetryAfterSeconds ?? 1),
                RemoteFailure.InvalidInput => OpenAiException.Invalid(e.Message, "input", e.Failure.Name()),
                _ => OpenAiException.Unavailable(e.Message, e.Failure.Name()),
            };
        }
        catch (TimeoutException e)
        {
            throw OpenAiException.Unavailable(e.Message, "overloaded");
        }
        catch (ObjectDisposedException)
        {
            throw OpenAiException.Unavailable("The server is stopping; ask another, or again later.", "stopping");
        }
    }

    private static EmbeddingsResponse Answer(
        GeneratedEmbeddings<Embedding<float>> embeddings, EmbeddingsInput input, EmbeddingGeneratorMetadata metadata)
    {
        long tokens = embeddings.Usage?.InputTokenCount ?? 0;
        return new EmbeddingsResponse(
            "list",
            [.. embeddings.Select((embedding, i) =>
                new EmbeddingItem("embedding", i, new EncodedVector(embedding.Vector, input.AsBase64)))],
            metadata.DefaultModelId!,
            new EmbeddingsUsage(tokens, tokens));
    }
}
