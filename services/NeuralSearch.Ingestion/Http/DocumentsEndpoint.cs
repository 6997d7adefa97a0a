using System.ComponentModel;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using NeuralSearch.Catalog;
using NeuralSearch.Ingestion.Pipeline;
using NeuralSearch.Ingestion.Sources;
using NeuralSearch.Ingestion.Store;

namespace NeuralSearch.Ingestion.Http;

/// <summary>POST and DELETE of documents.</summary>
internal static class DocumentsEndpoint
{
    private const string DefaultCollection = "documents";

    /// <summary>
    /// Takes JSON lines and answers JSON lines. What is wrong from the start is a problem (400, 409, 415, 503); once
    /// reading has begun the status is 200, and errors are lines.
    /// </summary>
    public static async Task<IResult> PostAsync(
        HttpContext context,
        Ingestor ingestor,
        IOptions<IngestionOptions> options,
        IHostApplicationLifetime lifetime,
        TimeProvider time,
        ILogger<IngestionAnswer> logger,
        [Description("The collection that the documents go to; created if missing.")]
        string collection = DefaultCollection)
    {
        if (!TryGetEncoding(context.Request, out bool isGzip, out IResult? unsupported))
            return unsupported;
        SetLimits(context);

        IngestionSession session;
        try
        {
            session = await ingestor.OpenAsync("http", collection, [], total: null, context.RequestAborted);
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
        await using Stream body = isGzip
            ? new GZipStream(context.Request.Body, CompressionMode.Decompress)
            : context.Request.Body;
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, lifetime.ApplicationStopping);

        IngestionAnswer answer = new(context.Response, session.Run, options.Value, time);
        Task ingestion = session.RunAsync(new JsonLinesSource(body, options.Value), answer.Report, stop.Token);
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

    private static bool TryGetEncoding(
        HttpRequest request, out bool isGzip, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out IResult? problem)
    {
        string encoding = request.Headers[HeaderNames.ContentEncoding].ToString();
        isGzip = encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase);
        bool isPlain = encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase);
        problem = isGzip || isPlain ? null : Problems.UnsupportedEncoding(encoding);
        return problem is null;
    }

    private static void SetLimits(HttpContext context)
    {
        // Lines are limited, the number of lines is not.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        // A client may pause between documents, and may read the answer only after it has sent everything.
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } requestRate)
            requestRate.MinDataRate = null;
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } responseRate)
            responseRate.MinDataRate = null;
    }
}
