namespace NeuralSearch.Standalone.Ingest;

/// <summary>
/// How far sending is. What was sent is not stored yet: small files wait in buffers by the thousand. Written by the
/// sender, read by who shows it.
/// </summary>
internal sealed class UploadCounters(Upload upload)
{
    private long _sentBytes;
    private int _sentFiles;

    public int Files { get; } = upload.Files.Count;

    public long Bytes { get; } = upload.Files.Sum(file => file.SizeBytes);

    public long SentBytes => Interlocked.Read(ref _sentBytes);

    public int SentFiles => Volatile.Read(ref _sentFiles);

    /// <summary>A file whose part was sent already in part when it could not be read further: that ends all.</summary>
    public UnreadableFileException? Unreadable { get; set; }

    /// <summary>The share that was sent, 0 to 1.</summary>
    public double Share => Bytes == 0 ? SentFiles / (double)Math.Max(1, Files) : Math.Min(1, SentBytes / (double)Bytes);

    public void AddBytes(long count) => Interlocked.Add(ref _sentBytes, count);

    public void AddFile() => Interlocked.Increment(ref _sentFiles);
}
