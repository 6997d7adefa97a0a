using System.Diagnostics;
using NeuralSearch.Node.Errors;

namespace NeuralSearch.Node.Log;

/// <summary>
/// The write-ahead log of a collection: operations are durable in it before they are acknowledged, and a collection
/// is what its last checkpoint and the log after it say. One writer. Made at the first write, so that an empty collection
/// costs no log.
/// </summary>
/// <remarks>
/// Files grow from 1 MB by doubling to 32 MB and are reserved in full, so that only making a file can run out of
/// space, and that loses nothing: the write is refused and may be tried again. An error while writing or syncing is
/// final: what is on disk is unknown, so the log refuses further writes until the process restarts and reads it anew.
/// </remarks>
internal sealed class WriteAheadLog : IDisposable
{
    private const long FirstFileBytes = 1 << 20;
    private const long LargestFileBytes = 32 << 20;

    private readonly string _folder;

    // Files that are written in full, with their bytes, oldest first; the checkpointer removes them.
    private readonly Queue<(long Number, string Path, long Bytes)> _ended = new();
    private LogFile? _file;
    private long _lastNumber;
    private long _tailBytes;
    private StorageException? _failure;

    private WriteAheadLog(string folder, LogPosition start)
    {
        _folder = folder;
        _lastNumber = start.File - 1;
        NextSequence = start.Sequence;
    }

    /// <summary>The sequence number that the next operation gets; the first is 1.</summary>
    public ulong NextSequence { get; private set; }

    /// <summary>Bytes of the frames that would be replayed.</summary>
    public long TailBytes => Volatile.Read(ref _tailBytes);

    /// <summary>The error that made the log read-only, null while it takes writes.</summary>
    public StorageException? Failure => _failure;

    /// <summary>
    /// Opens the log of a folder and replays it. A torn tail is cut and reported; damage before it throws.
    /// </summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="start">Where it begins; files before it are removed.</param>
    /// <param name="apply">Called for every operation in order, with its sequence number and bytes.</param>
    /// <param name="tailCut">Called with file, offset and bytes when an unfinished write was cut off.</param>
    /// <exception cref="CorruptionException">Something that had been durable is damaged.</exception>
    public static WriteAheadLog Open(
        string folder, LogPosition start, LogReplay.Apply apply, Action<string, long, long> tailCut)
    {
        var log = new WriteAheadLog(folder, start);
        LogFile.Sweep(folder, start.File);
        string[] paths = LogFile.List(folder);
        for (int i = 0; i < paths.Length; i++)
        {
            bool isLast = i == paths.Length - 1;
            LogReplay.Result end = LogReplay.Read(paths[i], isLast, log.NextSequence, apply);
            log.NextSequence = end.NextSequence;
            if (end.TornBytes > 0)
            {
                LogFile.CutTail(paths[i], end.Offset, end.TornBytes);
                tailCut(paths[i], end.Offset, end.TornBytes);
            }

            log._lastNumber = LogFile.NumberOf(paths[i]);
            log._tailBytes += end.Offset;
            if (isLast) log._file = LogFile.Continue(paths[i], end.Offset);
            else log._ended.Enqueue((log._lastNumber, paths[i], end.Offset));
        }

        return log;
    }

    /// <summary>Writes one frame of operations and syncs it: when this returns, they are durable.</summary>
    /// <returns>The sequence number of the first operation.</returns>
    public ulong Append(LogBatch batch)
    {
        if (_failure is not null) throw _failure;
        ulong first = NextSequence;
        ReadOnlySpan<byte> frame = batch.Seal(first);
        long started = Stopwatch.GetTimestamp();
        try
        {
            EnsureRoom(frame.Length);
        }
        catch (IOException error)
        {
            StorageException failure = DurableFile.Describe(error, _folder);
            if (!failure.IsTransient) _failure = failure;
            NodeMetrics.LogFailures.Add(1);
            throw failure;
        }

        try
        {
            _file!.Append(frame);
        }
        catch (IOException error)
        {
            // Part of the frame may be there: even for want of space the file must not be written again.
            _failure = new StorageException(
                DurableFile.Describe(error, _file!.Path).Message, isTransient: false, error);
            NodeMetrics.LogFailures.Add(1);
            throw _failure;
        }

        NodeMetrics.LogSyncDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
        NodeMetrics.LogBytes.Add(frame.Length);
        NodeMetrics.Operations.Add(batch.Count);

        NextSequence = first + (ulong)batch.Count;
        Interlocked.Add(ref _tailBytes, frame.Length);
        return first;
    }

    /// <summary>Ends the current file: later operations go into files of their own. The writer only.</summary>
    /// <returns>Where the log goes on.</returns>
    public LogPosition Cut()
    {
        End();
        return new LogPosition(_lastNumber + 1, NextSequence);
    }

    /// <summary>Removes the files before a position, which a checkpoint has made superfluous. Any thread.</summary>
    public void RemoveBefore(LogPosition position)
    {
        while (true)
        {
            string path;
            lock (_ended)
            {
                if (!_ended.TryPeek(out (long Number, string Path, long Bytes) oldest)
                    || oldest.Number >= position.File) return;
                path = oldest.Path;
                Interlocked.Add(ref _tailBytes, -oldest.Bytes);
                _ended.Dequeue();
            }

            File.Delete(path); // one that comes back after a crash is removed when the log is opened
        }
    }

    public void Dispose() => _file?.Dispose();

    private void EnsureRoom(int bytes)
    {
        if (_file is not null && _file.HasRoom(bytes)) return;
        long capacity = _file is null
            ? FirstFileBytes
            : Math.Clamp(_file.CapacityBytes * 2, FirstFileBytes, LargestFileBytes);
        LogFile next = LogFile.Create(_folder, _lastNumber + 1, Math.Max(capacity, LogFile.HeaderBytes + bytes));
        End();
        _lastNumber++;
        _file = next;
    }

    private void End()
    {
        if (_file is null) return;
        lock (_ended) _ended.Enqueue((_lastNumber, _file.Path, _file.WrittenBytes));
        _file.Dispose();
        _file = null;
    }
}
