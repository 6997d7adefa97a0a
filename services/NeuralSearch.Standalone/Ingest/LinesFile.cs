using System.Net;
using System.Net.Http.Headers;

namespace NeuralSearch.Standalone.Ingest;

/// <summary>A file of JSON lines as the body of a request; a compressed one is sent as it is.</summary>
internal sealed class LinesFile : HttpContent
{
    private readonly FoundFile _found;
    private readonly FileStream _file;
    private readonly UploadCounters _counters;

    public LinesFile(FoundFile file, UploadCounters counters)
    {
        _found = file;
        _file = File.OpenRead(file.FullPath);
        _counters = counters;
        Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        if (file.FullPath.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            Headers.ContentEncoding.Add("gzip");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await CountedCopy.ToAsync(_found, _file, stream, _counters, cancellationToken);
        _counters.AddFile();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _file.Dispose();
        base.Dispose(disposing);
    }
}
