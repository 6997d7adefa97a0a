using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NeuralSearch.Evals.Storage;

/// <summary>
/// What the disk itself takes to keep a write: so many bytes appended to a file that is reserved already, and
/// <c>fdatasync</c>, as databases do at least.
/// </summary>
internal sealed class BareWrites : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly byte[] _bytes;
    private long _written;

    /// <param name="path">The file, which does not exist.</param>
    /// <param name="writeBytes">Bytes of each write.</param>
    /// <param name="count">Writes at most.</param>
    public BareWrites(string path, int writeBytes, int count)
    {
        _bytes = new byte[writeBytes];
        _bytes.AsSpan().Fill(1);
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        int error = PosixFallocate(_file, 0, (long)writeBytes * count);
        if (error != 0) throw new IOException($"{path} could not be reserved: error {error}.");
        RandomAccess.FlushToDisk(_file);
    }

    public TimeSpan Append()
    {
        long started = Stopwatch.GetTimestamp();
        RandomAccess.Write(_file, _bytes, _written);
        if (Fdatasync(_file) != 0) throw new IOException($"fdatasync failed: error {Marshal.GetLastPInvokeError()}.");
        _written += _bytes.Length;
        return Stopwatch.GetElapsedTime(started);
    }

    public void Dispose() => _file.Dispose();

    [DllImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static extern int Fdatasync(SafeFileHandle file);

    [DllImport("libc", EntryPoint = "posix_fallocate")]
    private static extern int PosixFallocate(SafeFileHandle file, long offset, long length);
}
