using System.ComponentModel;
using System.Runtime.InteropServices;

namespace NeuralSearch.UnitTests.Index.Distances;

/// <summary>
/// Readable and writable memory between two pages that nobody may touch: reading beyond it ends the process.
/// </summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int ReadWrite = 3;
    private const int NoAccess = 0;
    private const int PrivateAnonymous = 0x22;
    private readonly nint _region;
    private readonly nuint _regionBytes;

    public GuardedMemory(int minimumBytes)
    {
        var page = (nuint)Environment.SystemPageSize;
        Bytes = ((nuint)minimumBytes + page - 1) / page * page;
        _regionBytes = Bytes + 2 * page;
        _region = MMap(0, _regionBytes, ReadWrite, PrivateAnonymous, -1, 0);
        if (_region == -1) throw new Win32Exception(Marshal.GetLastPInvokeError());
        Start = (byte*)_region + page;
        if (MProtect(_region, page, NoAccess) != 0 || MProtect((nint)End, page, NoAccess) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    public nuint Bytes { get; }

    public byte* Start { get; }

    public byte* End => Start + Bytes;

    /// <summary>Copies a row so that it ends where the memory does.</summary>
    public Span<T> AtEnd<T>(ReadOnlySpan<T> row) where T : unmanaged => Place(row, (T*)End - row.Length);

    /// <summary>Copies a row to the start of the memory.</summary>
    public Span<T> AtStart<T>(ReadOnlySpan<T> row) where T : unmanaged => Place(row, (T*)Start);

    public void Dispose() => _ = MUnmap(_region, _regionBytes);

    private static Span<T> Place<T>(ReadOnlySpan<T> row, T* start) where T : unmanaged
    {
        var placed = new Span<T>(start, row.Length);
        row.CopyTo(placed);
        return placed;
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint MMap(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int MProtect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int MUnmap(nint address, nuint length);
}
