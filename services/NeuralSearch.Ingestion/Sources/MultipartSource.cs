using System.IO.Compression;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using NeuralSearch.Ingestion.Extraction;

namespace NeuralSearch.Ingestion.Sources;

/// <summary>
/// Documents from the files of a form (RFC 7578), read part by part as the request comes in: nothing is kept of a part
/// that was read, and nothing is written to disk. The stream stays the caller's.
/// </summary>
/// <param name="body">The body of the request.</param>
/// <param name="boundary">What parts it.</param>
/// <param name="source">The source that the files belong to.</param>
/// <param name="options">Limits.</param>
/// <param name="fileRead">Is told of every file, by its kind.</param>
internal sealed class MultipartSource(
    Stream body, string boundary, string source, IngestionOptions options, Action<FileKind> fileRead)
    : IDocumentSource
{
    /// <summary>The field that names a file of the source which the request does not carry.</summary>
    public const string KeepField = "keep";

    private readonly FileReader _files = new(options);

    public async IAsyncEnumerable<SourceItem> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        MultipartReader parts = new(boundary, body);
        string place = "before the first file";
        while (await GuardAsync(() => parts.ReadNextSectionAsync(cancellationToken), place) is { } part)
        {
            if (!ContentDispositionHeaderValue.TryParse(
                part.ContentDisposition, out ContentDispositionHeaderValue? disposition))
            {
                yield return SourceItem.RefusedFile(null, "a part of the form has no Content-Disposition");
                continue;
            }

            StringSegment name = disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName;
            if (!name.HasValue)
            {
                yield return await GuardAsync(() => ReadFieldAsync(disposition, part, cancellationToken), place);
                continue;
            }

            string file = HeaderUtilities.RemoveQuotes(name).Value ?? "";
            place = $"in file '{file}'";
            IAsyncEnumerable<SourceItem> items = ReadFileAsync(file, part, cancellationToken);
            await using IAsyncEnumerator<SourceItem> reader = items.GetAsyncEnumerator(cancellationToken);
            while (await GuardAsync(() => reader.MoveNextAsync().AsTask(), place))
                yield return reader.Current;
            place = $"after file '{file}'";
        }
    }

    private static async Task<SourceItem> ReadFieldAsync(
        ContentDispositionHeaderValue disposition, MultipartSection part, CancellationToken cancellationToken)
    {
        string field = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
        if (field != KeepField)
        {
            return SourceItem.RefusedFile(null,
                $"the form field '{field}' is not known; send files, and everything else in the query of the address");
        }

        byte[] value = new byte[FilePath.MaxChars * 3];
        int length = await part.Body.ReadAtLeastAsync(
            value, value.Length, throwOnEndOfStream: false, cancellationToken);
        try
        {
            return SourceItem.Kept(FilePath.Normalize(System.Text.Encoding.UTF8.GetString(value, 0, length)));
        }
        catch (DocumentRefusedException exception)
        {
            return SourceItem.RefusedFile(null, exception.Message);
        }
    }

    private async IAsyncEnumerable<SourceItem> ReadFileAsync(
        string sentName, MultipartSection part, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!TryNormalize(sentName, out string path, out string? wrong))
        {
            yield return SourceItem.RefusedFile(null, wrong!);
            yield break;
        }

        (StringSegment mediaType, StringSegment charset) = FileKinds.Read(part.ContentType);
        if (FileKinds.Of(path, mediaType) is not { } kind)
        {
            yield return SourceItem.RefusedFile(path, $"the kind of file is not known; known are {FileKinds.Allowed}");
            yield break;
        }

        fileRead(kind);
        if (kind != FileKind.JsonLines)
        {
            yield return await _files.ReadAsync(source, path, kind, charset, part.Body, cancellationToken);
            yield break;
        }

        await using Stream content = FileKinds.IsCompressed(path)
            ? new GZipStream(part.Body, CompressionMode.Decompress, leaveOpen: true)
            : part.Body;
        await using IAsyncEnumerator<SourceItem> lines =
            new JsonLinesSource(content, options).ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        string? damage;
        while ((damage = await NextAsync(lines)) is null)
            yield return lines.Current with { File = path };
        if (damage.Length > 0)
            yield return SourceItem.RefusedFile(path, damage);
    }

    /// <summary>Null if there is a next line, empty at the end, else why the rest of the file cannot be read.</summary>
    private static async ValueTask<string?> NextAsync(IAsyncEnumerator<SourceItem> lines)
    {
        try
        {
            return await lines.MoveNextAsync() ? null : "";
        }
        catch (SourceException exception) when (!exception.IsDisconnected)
        {
            return exception.Message;
        }
    }

    private static bool TryNormalize(string sentName, out string path, out string? wrong)
    {
        try
        {
            (path, wrong) = (FilePath.Normalize(sentName), null);
            return true;
        }
        catch (DocumentRefusedException exception)
        {
            (path, wrong) = ("", exception.Message);
            return false;
        }
    }

    /// <summary>Says where in the form it was when it could not be read further.</summary>
    private static async Task<T> GuardAsync<T>(Func<Task<T>> read, string place)
    {
        try
        {
            return await read();
        }
        catch (InvalidDataException exception)
        {
            throw new SourceException(
                $"the form cannot be read {place}: {exception.Message}", isDisconnected: false, exception);
        }
        catch (IOException exception)
        {
            throw new SourceException(
                $"the input broke off {place}: {exception.Message}", isDisconnected: true, exception);
        }
    }
}
