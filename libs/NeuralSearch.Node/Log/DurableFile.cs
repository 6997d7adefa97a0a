using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NeuralSearch.Node.Errors;

namespace NeuralSearch.Node.Log;

/// <summary>
/// Makes written bytes durable and says so truthfully. .NET's own flush ignores an I/O error of fsync on Unix
/// (<c>FileStream.Flush(true)</c> and <c>RandomAccess.FlushToDisk</c> return normally on EIO), so the system calls are
/// made here. After a failed sync the state of the file is unknown: it must not be written again.
/// </summary>
internal static partial class DurableFile
{
    private const string Temporary = ".tmp";
    private const int Interrupted = 4; // EINTR: a signal came, as the runtime sends them to its threads
    private const int NoSpace = 28; // ENOSPC
    private const int QuotaExceeded = 122; // EDQUOT
    private const int NotSupported = 95; // EOPNOTSUPP: a file system without fallocate

    /// <summary>Syncs a file's data and the metadata needed to read it back.</summary>
    public static void SyncData(SafeFileHandle file, string path)
    {
        if (OperatingSystem.IsLinux()) Check(() => Fdatasync(file), "fdatasync", path);
        else if (OperatingSystem.IsMacOS()) Check(() => Fsync(file), "fsync", path);
        else RandomAccess.FlushToDisk(file); // Windows reports the error of FlushFileBuffers.
    }

    /// <summary>Syncs a directory, so that names created, renamed or removed in it survive a power cut.</summary>
    public static void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) return; // NTFS journals names; a directory cannot be opened for flushing.
        using SafeFileHandle directory = OpenDirectory(path);
        Check(() => Fsync(directory), "fsync", path);
    }

    /// <summary>
    /// Reserves the blocks of a new file, so that a later write inside it cannot run out of space.
    /// </summary>
    public static void Preallocate(SafeFileHandle file, long bytes, string path)
    {
        if (OperatingSystem.IsLinux())
        {
            int error;
            do error = PosixFallocate(file, 0, bytes);
            while (error == Interrupted);
            if (error == 0) return;
            if (error != NotSupported) throw Failed("posix_fallocate", path, error, isTransient: IsNoSpace(error));
        }

        RandomAccess.SetLength(file, bytes);
    }

    /// <summary>Replaces a small file as a whole: after a crash it holds the old bytes or the new ones.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        string temporary = path + Temporary;
        using (SafeFileHandle file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, content, 0);
            SyncData(file, temporary);
        }

        File.Move(temporary, path, overwrite: true);
        SyncDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Removes what a crash left of files that were being replaced.</summary>
    public static void Sweep(string folder)
    {
        foreach (string path in Directory.GetFiles(folder, "*" + Temporary)) File.Delete(path);
    }

    /// <summary>Makes a directory and those above it, each durable in its parent.</summary>
    public static void CreateDirectory(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Directory.Exists(full)) return;
        if (Path.GetDirectoryName(full) is not { } parent)
            throw new DirectoryNotFoundException($"{full} does not exist and cannot be made");
        CreateDirectory(parent);
        Directory.CreateDirectory(full);
        SyncDirectory(parent);
    }

    /// <summary>Turns an I/O error of .NET into ours, which says whether there was merely no space.</summary>
    public static StorageException Describe(IOException error, string path) => error as StorageException
        ?? new($"Writing {path} failed: {error.Message}", isTransient: IsNoSpace(error.HResult & 0xFFFF), error);

    private static bool IsNoSpace(int error) => error is NoSpace or QuotaExceeded;

    private static SafeFileHandle OpenDirectory(string path)
    {
        int descriptor;
        do descriptor = Open(path, 0);
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        if (descriptor < 0) throw Failed("open", path, Marshal.GetLastPInvokeError(), isTransient: false);
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static void Check(Func<int> sync, string call, string path)
    {
        int result;
        do result = sync();
        while (result != 0 && Marshal.GetLastPInvokeError() == Interrupted);
        if (result != 0) throw Failed(call, path, Marshal.GetLastPInvokeError(), isTransient: false);
    }

    private static StorageException Failed(string call, string path, int error, bool isTransient) =>
        new($"{call} of {path} failed: {Marshal.GetPInvokeErrorMessage(error)} ({error})", isTransient);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int Fdatasync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    // Returns the error itself and leaves errno alone.
    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    private static partial int PosixFallocate(SafeFileHandle file, long offset, long length);
}
