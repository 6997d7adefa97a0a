using System.Diagnostics;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Snapshots;
using NeuralSearch.Node.Wire;

namespace NeuralSearch.VectorNode.Snapshots;

/// <summary>
/// Snapshots by Qdrant's REST paths: gRPC has no way to download one or to restore it. No address is ever fetched:
/// what this node does not have is uploaded.
/// </summary>
internal static class SnapshotEndpoints
{
    private const string FieldName = "snapshot";

    public static void MapSnapshots(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/collections/{collection}/snapshots").ExcludeFromDescription();
        group.AddEndpointFilter(async (context, next) =>
        {
            try
            {
                return await next(context);
            }
            catch (Exception error) when (error is not BadHttpRequestException)
            {
                throw new RpcException(NodeStatus.Of(error)); // the host makes the HTTP answer of it
            }
        });
        group.MapPost("", CreateAsync);
        group.MapGet("", List);
        group.MapGet("{snapshot}", Download);
        group.MapDelete("{snapshot}", Delete);
        group.MapPost("upload", UploadAsync);
        group.MapPut("recover", RecoverAsync);
    }

    private static async Task<Answer<SnapshotFile>> CreateAsync(
        string collection, SnapshotStore snapshots, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        SnapshotDescription made = await snapshots.CreateAsync(collection, cancellationToken);
        return Ok(SnapshotFile.From(made), started);
    }

    private static Answer<SnapshotFile[]> List(string collection, SnapshotStore snapshots)
    {
        long started = Stopwatch.GetTimestamp();
        return Ok<SnapshotFile[]>([.. snapshots.List(collection).Select(SnapshotFile.From)], started);
    }

    private static IResult Download(string collection, string snapshot, SnapshotStore snapshots) => Results.File(
        snapshots.PathOf(collection, snapshot), "application/octet-stream", snapshot, enableRangeProcessing: true);

    private static Answer<bool> Delete(string collection, string snapshot, SnapshotStore snapshots)
    {
        long started = Stopwatch.GetTimestamp();
        snapshots.Delete(collection, snapshot);
        return Ok(true, started);
    }

    private static async Task<Answer<bool>> UploadAsync(
        string collection, string? checksum, HttpContext context, SnapshotStore snapshots)
    {
        long started = Stopwatch.GetTimestamp();
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null; // the manifest says how much it is, and the disk how much there is room for
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out MediaTypeHeaderValue? type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
        {
            throw new BadHttpRequestException(
                $"A snapshot is uploaded as multipart/form-data with the file in the field \"{FieldName}\"; " +
                $"the content type is \"{context.Request.ContentType}\".");
        }

        var reader = new MultipartReader(boundary, context.Request.Body);
        while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
        {
            if (section.AsFileSection() is not { } file || file.Name != FieldName) continue;
            await snapshots.RestoreAsync(collection, file.FileStream!, checksum, context.RequestAborted);
            return Ok(true, started);
        }

        throw new BadHttpRequestException($"The form has no file in the field \"{FieldName}\".");
    }

    private static async Task<Answer<bool>> RecoverAsync(
        string collection, Recovery recovery, SnapshotStore snapshots, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        string location = recovery.Location ?? "";
        if (location.Contains("://", StringComparison.Ordinal)
            && !location.StartsWith("file://", StringComparison.OrdinalIgnoreCase))
        {
            throw new BadHttpRequestException(
                $"location: this node fetches nothing from elsewhere, and \"{location}\" is. Name one of its own " +
                $"snapshots, or upload the file to /collections/{collection}/snapshots/upload.");
        }

        string name = location[(location.LastIndexOf('/') + 1)..];
        await using FileStream archive = File.OpenRead(snapshots.PathOf(collection, name));
        await snapshots.RestoreAsync(collection, archive, recovery.Checksum, cancellationToken);
        return Ok(true, started);
    }

    private static Answer<T> Ok<T>(T result, long started) =>
        new(result, Stopwatch.GetElapsedTime(started).TotalSeconds);
}
