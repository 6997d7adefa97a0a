using System.Buffers;

namespace NeuralSearch.Standalone.Ingest;

/// <summary>Copies a file and counts what has been written.</summary>
internal static class CountedCopy
{
    private const int BufferBytes = 64 * 1024;

    public static async Task ToAsync(
        FoundFile file, Stream from, Stream to, UploadCounters counters, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (await ReadAsync(file, from, buffer, counters, cancellationToken) is > 0 and int read)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                counters.AddBytes(read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async ValueTask<int> ReadAsync(
        FoundFile file, Stream from, byte[] buffer, UploadCounters counters, CancellationToken cancellationToken)
    {
        try
        {
            return await from.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw counters.Unreadable = new UnreadableFileException(file, error);
        }
    }
}
