using System.Globalization;
using Microsoft.Win32.SafeHandles;
using NeuralSearch.Node.Errors;

namespace NeuralSearch.Node.Log;

/// <summary>One file of a log, reserved in full when it is made: a 16-byte header, then frames.</summary>
/// <remarks>
/// <code>
/// OFFSET  SIZE  DESCRIPTION
///      0     8  magic "NSLOG\0\0\0"
///      8     4  format version, 1
///     12     4  zero
///     16        frames (see LogFrame); what was reserved and not yet written is zero
/// </code>
/// </remarks>
internal sealed class LogFile : IDisposable
{
    public const int HeaderBytes = 16;

    private const string Extension = ".wal";

    private readonly SafeFileHandle _handle;
    private readonly long _capacityBytes;
    private long _writtenBytes;

    private LogFile(string path, SafeFileHandle handle, long capacityBytes, long writtenBytes)
    {
        Path = path;
        _handle = handle;
        _capacityBytes = capacityBytes;
        _writtenBytes = writtenBytes;
    }

    private static ReadOnlySpan<byte> Header => "NSLOG\0\0\0\u0001\0\0\0\0\0\0\0"u8;

    public string Path { get; }

    public long CapacityBytes => _capacityBytes;

    /// <summary>The log's files in the order they were written.</summary>
    public static string[] List(string folder)
    {
        string[] paths = Directory.GetFiles(folder, "*" + Extension);
        Array.Sort(paths, StringComparer.Ordinal);
        return paths;
    }

    public static LogFile Create(string folder, long number, long capacityBytes)
    {
        string path = System.IO.Path.Combine(folder, number.ToString("D8", CultureInfo.InvariantCulture) + Extension);
        SafeFileHandle handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite);
        try
        {
            DurableFile.Preallocate(handle, capacityBytes, path);
            RandomAccess.Write(handle, Header, 0);
            DurableFile.SyncData(handle, path);
            DurableFile.SyncDirectory(folder);
        }
        catch
        {
            handle.Dispose();
            File.Delete(path);
            throw;
        }

        return new LogFile(path, handle, capacityBytes, HeaderBytes);
    }

    /// <summary>Opens a file to go on writing at an offset, which ends the last valid frame.</summary>
    public static LogFile Continue(string path, long writtenBytes)
    {
        SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        return new LogFile(path, handle, Math.Max(RandomAccess.GetLength(handle), writtenBytes), writtenBytes);
    }

    /// <summary>Whether the file holds nothing at all, not even its header.</summary>
    public static bool IsUnfinished(string path) => LogFrame.IsUnwritten(File.ReadAllBytes(path));

    public static void CheckHeader(string path, ReadOnlySpan<byte> content)
    {
        if (content.Length < HeaderBytes || !content[..HeaderBytes].SequenceEqual(Header))
            throw new CorruptionException(path, 0, "it does not begin like a log of format version 1");
    }

    public bool HasRoom(int bytes) => _writtenBytes + bytes <= _capacityBytes;

    /// <summary>Writes a frame and syncs it. When this throws, the file must not be written again.</summary>
    public void Append(ReadOnlySpan<byte> frame)
    {
        RandomAccess.Write(_handle, frame, _writtenBytes);
        DurableFile.SyncData(_handle, Path);
        _writtenBytes += frame.Length;
    }

    /// <summary>Zeroes everything from an offset on, so that a torn tail is never taken for a frame later.</summary>
    public static void CutTail(string path, long offset)
    {
        using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        long length = RandomAccess.GetLength(handle);
        RandomAccess.SetLength(handle, offset);
        DurableFile.Preallocate(handle, length, path);
        DurableFile.SyncData(handle, path);
    }

    public void Dispose() => _handle.Dispose();
}
