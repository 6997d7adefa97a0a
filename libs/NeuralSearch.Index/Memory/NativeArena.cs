using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NeuralSearch.Index;

/// <summary>
/// Owns every native allocation of one index and frees them together. A reader holds a reference while it works
/// (<see cref="SafeHandle.DangerousAddRef"/>), so a Dispose during a search frees only after the last reader has left,
/// and the finaliser frees what nobody disposed.
/// </summary>
internal sealed unsafe class NativeArena : SafeHandle
{
    private const int CacheLineBytes = 64;
    private static long _liveBytesOfAll;
    private static long _mappedBytesOfAll;
    private readonly Lock _gate = new();
    private readonly List<nint> _allocations = [];
    private readonly List<IDisposable> _files = [];
    private readonly List<NativeBlocks> _watched = [];
    private long _liveBytes;
    private long _mappedBytes;

    public NativeArena() : base(0, ownsHandle: true) => SetHandle(1);

    /// <summary>Bytes that all arenas of the process hold; a leak test compares it before and after.</summary>
    public static long LiveBytesOfAll => Volatile.Read(ref _liveBytesOfAll);

    /// <summary>The same of files that are mapped.</summary>
    public static long MappedBytesOfAll => Volatile.Read(ref _mappedBytesOfAll);

    /// <summary>Bytes asked for by this arena. Untouched pages of them take no memory yet.</summary>
    public long LiveBytes => Volatile.Read(ref _liveBytes);

    /// <summary>The same without pages of growing arrays that nobody has written to yet. O(arrays).</summary>
    public long UsedBytes
    {
        get
        {
            lock (_gate)
            {
                var bytes = LiveBytes;
                foreach (var blocks in _watched) bytes -= blocks.UnusedBytes;
                return Math.Max(0, bytes);
            }
        }
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>
    /// Memory of unspecified content: 64-byte aligned, or aligned to 2 MB if it is that large, then with huge pages
    /// asked for from <paramref name="hugeFromBytes"/> on.
    /// </summary>
    public byte* Allocate(nuint bytes, nuint hugeFromBytes = 0)
    {
        var alignment = bytes >= PageAdvice.HugePageBytes ? PageAdvice.HugePageBytes : CacheLineBytes;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            _allocations.EnsureCapacity(_allocations.Count + 1);
            var memory = (byte*)NativeMemory.AlignedAlloc(bytes, alignment);
            _allocations.Add((nint)memory);
            _liveBytes += (long)bytes;
            Interlocked.Add(ref _liveBytesOfAll, (long)bytes);
            if (bytes > hugeFromBytes) PageAdvice.Huge(memory + hugeFromBytes, bytes - hugeFromBytes);
            return memory;
        }
    }

    /// <summary>Learns of an array that grows in this arena.</summary>
    public void Watch(NativeBlocks blocks)
    {
        lock (_gate) _watched.Add(blocks);
    }

    /// <summary>
    /// Maps a whole file, read-only, and keeps it mapped as long as the arena's own memory. The system reads pages as
    /// they are touched and may drop them again.
    /// </summary>
    public byte* Map(string path)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            _files.Add(file);
            var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read).SafeMemoryMappedViewHandle;
            byte* memory = null;
            view.AcquirePointer(ref memory);
            _files.Add(view);
            _mappedBytes += (long)view.ByteLength;
            Interlocked.Add(ref _mappedBytesOfAll, (long)view.ByteLength);
            return memory;
        }
    }

    /// <summary>
    /// Keeps the memory for as long as the lease lives; throws ObjectDisposedException if it is gone.
    /// </summary>
    public ArenaLease Lease() => new(this);

    protected override bool ReleaseHandle()
    {
        foreach (var memory in _allocations) NativeMemory.AlignedFree((void*)memory);
        _allocations.Clear();
        foreach (var file in _files)
        {
            if (file is SafeMemoryMappedViewHandle view) view.ReleasePointer();
            file.Dispose();
        }

        _files.Clear();
        Interlocked.Add(ref _liveBytesOfAll, -_liveBytes);
        Interlocked.Add(ref _mappedBytesOfAll, -_mappedBytes);
        (_liveBytes, _mappedBytes) = (0, 0);
        return true;
    }
}
