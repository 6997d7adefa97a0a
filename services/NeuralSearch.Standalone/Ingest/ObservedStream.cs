namespace NeuralSearch.Standalone.Ingest;

/// <summary>Tells which share of a file has been read.</summary>
internal sealed class ObservedStream(FileStream file, Action<double> observe) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Observe(await file.ReadAsync(buffer, cancellationToken));

    public override int Read(byte[] buffer, int offset, int count) => Observe(file.Read(buffer, offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Observe(int read)
    {
        observe(file.Length == 0 ? 1 : (double)file.Position / file.Length);
        return read;
    }
}
