using System.Globalization;
using Microsoft.Win32.SafeHandles;
using NeuralSearch.Node.Errors;

namespace NeuralSearch.Node.Log;

/// <summary>One file of a log, reserved in full when it is made: a 16-byte header, then frames.</summary>
/// <remarks>
/// <code>
/// OFFSET  SIZE  DESCRIPTION
///      0     8  magic "NSLOG\0\0\0"
///      8     4  format version, 2 (1 had bodies that were not masked; it was in no release)
///     12     4  zero
///     16        frames (see LogFrame); what was reserved and not yet written is zero
/// </code>
/// </remarks>
internal sealed class LogFile : IDisposable
{
    public const int HeaderBytes = 16;

    private const string Extension = ".wal";
    private const string Unfinished = ".new";

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

    private static ReadOnlySpan<byte> Header => "NSLOG\0\0\0\u0002\0\0\0\0\0\0\0"u8;

    public string Path { get; }

    public long CapacityBytes => _capacityBytes;

    /// <summary>Bytes of the header and the frames.</summary>
    public long WrittenBytes => _writtenBytes;

    /// <summary>The log's files in the order they were written.</summary>
    public static string[] List(string folder)
    {
        string[] paths = Directory.GetFiles(folder, "*" + Extension);
        Array.Sort(paths, StringComparer.Ordinal);
        return paths;
    }

    /// <summary>The number in the name of a file.</summary>
    public static long NumberOf(string path) =>
        long.TryParse(
            System.IO.Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture,
            out long number)
            ? number
            : throw new CorruptionException(path, 0, "its name is not the number of a log file");

    /// <summary>
    /// Removes what a crash left: files that were being made and never had their names, and those that a checkpoint has
    /// made superfluous.
    /// </summary>
    public static void Sweep(string folder, long first)
    {
        foreach (string path in Directory.GetFiles(folder, "*" + Unfinished)) File.Delete(path);
        foreach (string path in List(folder))
            if (NumberOf(path) < first) File.Delete(path);
    }

    /// <summary>Makes a file. It appears under its name when it is reserved, has its header and is durable.</summary>
    public static LogFile Create(string folder, long number, long capacityBytes)
    {
        string path = System.IO.Path.Combine(folder, number.ToString("D8", CultureInfo.InvariantCulture) + Extension);
        string unfinished = path + Unfinished;
        SafeFileHandle handle = File.OpenHandle(unfinished, FileMode.Create, FileAccess.ReadWrite);
        try
        {
            DurableFile.Preallocate(handle, capacityBytes, path);
            RandomAccess.Write(handle, Header, 0);
            DurableFile.SyncData(handle, path);
            File.Move(unfinished, path, overwrite: true);
            DurableFile.SyncDirectory(folder);
        }
        catch
        {
            handle.Dispose();
            File.Delete(unfinished);
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

    public static void CheckHeader(string path, ReadOnlySpan<byte> content)
    {
        if (content.Length < HeaderBytes || !content[..HeaderBytes].SequenceEqual(Header))
            throw new CorruptionException(path, 0, "it does not begin like a log of format version 2");
    }

    public bool HasRoom(long bytes) => _writtenBytes + bytes <= _capacityBytes;

    /// <summary>Writes a frame and syncs it. When this throws, the file must not be written again.</summary>
    public void Append(ReadOnlySpan<byte> frame)
    {
        RandomAccess.Write(_handle, frame, _writtenBytes);
        DurableFile.SyncData(_handle, Path);
        _writtenBytes += frame.Length;
    }

    /// <summary>
    /// Zeroes a torn tail, so that it is never taken for a frame later. In place: it needs no space, and a crash while
    /// it is done leaves a torn tail again.
    /// </summary>
    public static void CutTail(string path, long offset, long bytes)
    {
        using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.Write(handle, new byte[bytes], offset);
        DurableFile.SyncData(handle, path);
    }

    public void Dispose() => _handle.Dispose();
}
