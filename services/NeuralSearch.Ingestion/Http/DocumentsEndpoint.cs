using System.ComponentModel;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NeuralSearch.Catalog;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Ingestion.Pipeline;
using NeuralSearch.Ingestion.Sources;
using NeuralSearch.Ingestion.Store;

namespace NeuralSearch.Ingestion.Http;

/// <summary>POST and DELETE of documents.</summary>
internal static class DocumentsEndpoint
{
    /// <summary>What the API reference says about it.</summary>
    public const string PostDescription =
        "A line is {id, title?, text, url?, any other field as payload}. A file of a form is Markdown, plain text or "
        + "HTML and one document, or JSON lines; its file name may be a path below the source, which makes the id "
        + "'source/path'. The answer is JSON lines: progress {accepted, embedded, stored}, errors {file, line, id, "
        + "error}, and last a summary after the durable write. Content-Encoding gzip is accepted.";

    private const string DefaultCollection = "documents";
    private const string Origin = "http";

    // A client may pause between documents, and may read the answer only after it has sent everything; but one that is
    // silent for minutes is gone. Once the answer is written, the rest of an input that was given up is not waited for.
    private static readonly MinDataRate Patient = new(bytesPerSecond: 1, gracePeriod: TimeSpan.FromMinutes(5));
    private static readonly MinDataRate Hasty = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(2));

    /// <summary>What the documents of files can be narrowed down by.</summary>
    private static readonly FieldIndex[] FileIndexes = [new FieldIndex("source", FieldType.Keyword)];

    /// <summary>
    /// Takes JSON lines, or a form with files, and answers JSON lines. What is wrong from the start is a problem (400,
    /// 409, 415, 503); once reading has begun the status is 200, and errors are lines.
    /// </summary>
    public static async Task<IResult> PostAsync(
        HttpContext context,
        Ingestor ingestor,
        SourceLeases sources,
        IngestionMetrics metrics,
        IOptions<IngestionOptions> options,
        IHostApplicationLifetime lifetime,
        TimeProvider time,
        ILogger<IngestionAnswer> logger,
        [Description("The collection that the documents go to; created if missing.")]
        string collection = DefaultCollection,
        [Description("The name of the set of files or documents that these belong to. A file is the document "
            + "'source/path'. Default: 'uploads' for files, none for JSON lines.")]
        string? source = null,
        [Description("True: the request holds the whole source. When all of it is stored, documents of the source that "
            + "it does not name are deleted.")]
        bool complete = false)
    {
        // First: an answer that refuses a large request reaches its client only if the request may be read to its end.
        SetLimits(context);
        if (!DocumentsRequest.TryRead(context.Request, source, complete, out DocumentsRequest? request,
            out IResult? problem))
        {
            return problem;
        }

        using IDisposable? lease = request.Source is { } named ? sources.TryAcquire(collection, named) : null;
        if (lease is null && request.Source is { Name: var taken })
        {
            return Problems.Conflict(
                $"Source '{taken}' of collection '{collection}' is being ingested by another request. Send this one "
                + "when that has ended.", nameof(source));
        }

        IngestionSession session;
        try
        {
            session = await ingestor.OpenAsync(
                Origin, collection, request.Boundary is null ? [] : FileIndexes, total: null, context.RequestAborted,
                request.Source);
        }
        catch (IngestionException exception)
        {
            return Problems.Of(exception, nameof(collection));
        }
        catch (CatalogException exception)
        {
            return Problems.Of(exception);
        }

        context.Response.ContentType = "application/x-ndjson; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await using Stream body = request.IsGzip
            ? new GZipStream(context.Request.Body, CompressionMode.Decompress)
            : context.Request.Body;
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, lifetime.ApplicationStopping);

        IDocumentSource documents = request is { Boundary: { } boundary, Source: { } files }
            ? new MultipartSource(body, boundary, files.Name, options.Value, kind =>
            {
                session.Run.AddFile();
                metrics.CountFile(kind);
            })
            : new JsonLinesSource(body, options.Value);
        IngestionAnswer answer = new(context.Response, session.Run, options.Value, time)
        {
            IsOfFiles = request.Boundary is not null,
            IsWhole = complete,
        };
        Task ingestion = session.RunAsync(documents, answer.Report, stop.Token);
        try
        {
            await answer.WriteAsync(ingestion, context.RequestAborted);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            Log.AnswerNotTaken(logger, exception, session.Run.Id);
        }
        finally
        {
            // The request, its body and its services live until the last document in flight is stored.
            await ingestion;
            SetRates(context, Hasty);
        }

        return Results.Empty;
    }

    /// <summary>Removes one document with all its chunks: 204, or 404 if there is none.</summary>
    public static async Task<IResult> DeleteAsync(
        HttpContext context, string collection, string id, DocumentRemover remover,
        CancellationToken cancellationToken)
    {
        id = RequestedId(context) ?? id;
        if (CollectionName.Check(collection) is string wrong)
            return Problems.Of(new IngestionException(IngestionError.InvalidRequest, wrong), nameof(collection));
        try
        {
            return await remover.RemoveAsync(collection, id, cancellationToken)
                ? Results.NoContent()
                : Problems.NotFound($"Collection '{collection}' has no document '{id}'.");
        }
        catch (IngestionException exception)
        {
            return Problems.Of(exception, nameof(id));
        }
        catch (CatalogException exception)
        {
            return Problems.Of(exception);
        }
    }

    /// <summary>
    /// The id as it was sent. The router leaves %2F as it is, which then cannot be told from an id that holds "%2F".
    /// </summary>
    private static string? RequestedId(HttpContext context)
    {
        ReadOnlySpan<char> path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (path.IndexOf('?') is >= 0 and int query)
            path = path[..query];
        int start = path.IndexOf(IngestionService.DocumentsPath + "/", StringComparison.OrdinalIgnoreCase);
        if (start < 0)
            return null;
        path = path[(start + IngestionService.DocumentsPath.Length + 1)..];
        int slash = path.IndexOf('/');
        return slash < 0 ? null : Uri.UnescapeDataString(path[(slash + 1)..]);
    }

    private static void SetLimits(HttpContext context)
    {
        // Lines are limited, the number of lines is not.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        SetRates(context, Patient);
    }

    private static void SetRates(HttpContext context, MinDataRate slowest)
    {
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } request) request.MinDataRate = slowest;
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } response) response.MinDataRate = slowest;
    }
}
