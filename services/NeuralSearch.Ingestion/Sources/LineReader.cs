using System.Buffers;

namespace NeuralSearch.Ingestion.Sources;

/// <summary>
/// Splits a stream into lines (LF or CR LF; the last line needs none). Each line is one contiguous piece of memory,
/// which UTF-8 validation and the JSON reader want, so the buffer is our own and not a pipe's. A line beyond the limit
/// is skipped without being kept. Not thread-safe.
/// </summary>
internal sealed class LineReader(Stream stream, int maxLineBytes) : IDisposable
{
    private const int InitialBytes = 64 * 1024;
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);
    private int _start;
    private int _end;
    private bool _isAtEnd;

    /// <summary>The current line without its end; valid until the next read. Empty if it was too long.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>Number of the current line, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>True if the current line was longer than the limit.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Goes to the next line; false at the end of the stream.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        (Line, IsTooLong) = (default, false);
        int searched = _start;
        while (true)
        {
            int lineFeed = _buffer.AsSpan(searched.._end).IndexOf(LineFeed);
            if (lineFeed >= 0)
            {
                int lineEnd = searched + lineFeed;
                SetLine(lineEnd);
                _start = lineEnd + 1;
                return true;
            }

            if (_isAtEnd)
            {
                bool hasLine = _end > _start || IsTooLong;
                if (hasLine)
                    SetLine(_end);
                _start = _end;
                return hasLine;
            }

            // One more than the limit, because a CR may still turn out to belong to the line's end.
            if (_end - _start > maxLineBytes + 1 || IsTooLong)
            {
                IsTooLong = true;
                _start = _end;
            }

            MakeRoom();
            searched = _end;
            int read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            _end += read;
            _isAtEnd = read == 0;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        (_start, _end) = (0, 0);
    }

    private void SetLine(int lineEnd)
    {
        Number++;
        int length = lineEnd - _start;
        if (length > 0 && _buffer[lineEnd - 1] == CarriageReturn)
            length--;
        if (length > maxLineBytes)
            IsTooLong = true;
        Line = IsTooLong ? default : _buffer.AsMemory(_start, length);
    }

    /// <summary>
    /// Moves what is left to the front; doubles a full buffer, gives up one that a long line had made big.
    /// </summary>
    private void MakeRoom()
    {
        int kept = _end - _start;
        byte[] target = _buffer;
        if (kept == _buffer.Length)
            target = ArrayPool<byte>.Shared.Rent(checked(_buffer.Length * 2));
        else if (_buffer.Length > InitialBytes && kept < InitialBytes / 2)
            target = ArrayPool<byte>.Shared.Rent(InitialBytes);
        else if (_end < _buffer.Length && _start < _buffer.Length / 2)
            return;

        _buffer.AsSpan(_start.._end).CopyTo(target);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        (_start, _end) = (0, kept);
    }
}
