using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace NeuralSearch.Standalone.Ingest;

/// <summary>
/// The files of an upload as a form (RFC 7578), made while it is sent. A file that cannot be read is named as one that
/// stays, so that what is stored of it is not taken for deleted.
/// </summary>
internal sealed class FileForm : HttpContent
{
    /// <summary>
    /// Files up to this size are read before their part begins: a disk that fails then costs this file and not all.
    /// </summary>
    private const int MaxReadAhead = 32 * 1024 * 1024;

    private readonly string _boundary = $"neuralsearch-{Guid.NewGuid():N}";
    private readonly Upload _upload;
    private readonly UploadCounters _counters;
    private readonly Action<FoundFile, string> _fileFailed;

    /// <param name="upload">What is sent.</param>
    /// <param name="counters">Is told how far it is.</param>
    /// <param name="fileFailed">Is told of every file that could not be read, with the reason.</param>
    public FileForm(Upload upload, UploadCounters counters, Action<FoundFile, string> fileFailed)
    {
        (_upload, _counters, _fileFailed) = (upload, counters, fileFailed);
        Headers.ContentType = MediaTypeHeaderValue.Parse($"multipart/form-data; boundary={_boundary}");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        foreach (FoundFile file in _upload.Files)
        {
            await SendAsync(file, stream, cancellationToken);
            _counters.AddFile();
        }

        await WriteAsync(stream, $"--{_boundary}--\r\n", cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private async Task SendAsync(FoundFile file, Stream stream, CancellationToken cancellationToken)
    {
        Stream content;
        try
        {
            content = await OpenAsync(file, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _fileFailed(file, error.Message);
            await WriteAsync(
                stream, $"--{_boundary}\r\nContent-Disposition: form-data; name=\"keep\"\r\n\r\n{file.Path}\r\n",
                cancellationToken);
            return;
        }

        await using (content)
        {
            string name = Uri.EscapeDataString(file.Path);
            await WriteAsync(
                stream,
                $"--{_boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename*=UTF-8''{name}\r\n\r\n",
                cancellationToken);
            await CountedCopy.ToAsync(file, content, stream, _counters, cancellationToken);
            await WriteAsync(stream, "\r\n", cancellationToken);
        }
    }

    private static async Task<Stream> OpenAsync(FoundFile file, CancellationToken cancellationToken)
    {
        // Nothing to read, and opening what is no ordinary file (a pipe) would wait for ever.
        if (file.SizeBytes == 0 && File.Exists(file.FullPath))
            return Stream.Null;
        FileStream opened = new(
            file.FullPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0,
            useAsync: true);
        if (opened.Length > MaxReadAhead)
            return opened;
        await using (opened)
        {
            MemoryStream read = new(capacity: (int)opened.Length);
            await opened.CopyToAsync(read, cancellationToken);
            read.Position = 0;
            return read;
        }
    }

    private static Task WriteAsync(Stream stream, string text, CancellationToken cancellationToken) =>
        stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).AsTask();
}
