using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralSearch.Index;

/// <summary>
/// A growing array of fixed-size records in native memory. Records never move: it grows by blocks of a power of two of
/// records (8 to 16 MB each), reached through a directory of pointers.
/// </summary>
/// <remarks>
/// One writer grows it, any number of readers read without a lock. The writer fills a block and enters it into the
/// directory before it publishes an offset that lies in it; a reader only uses published offsets. A directory that is
/// too small is replaced by a copy; the old one stays until the arena is freed, because a reader may still hold it.
/// </remarks>
internal sealed unsafe class NativeBlocks
{
    private const nuint MaxBlockBytes = 16 << 20;
    private const int FirstDirectoryLength = 16;
    private readonly NativeArena _arena;
    private readonly int _shift;
    private readonly uint _mask;
    private nint* _directory;
    private int _directoryLength;
    private int _blockCount;
    private bool _isComplete;

    // Records below the first are mapped, those from the second on were never asked for.
    private uint _ownFrom;
    private uint _usedEnd;
    private long _allocatedBytes;

    /// <param name="arena">Owns the memory.</param>
    /// <param name="recordBytes">Bytes of a record. Its content is unspecified until somebody writes it.</param>
    public NativeBlocks(NativeArena arena, nuint recordBytes)
    {
        _arena = arena;
        RecordBytes = recordBytes;
        _shift = Math.Min(30, BitOperations.Log2(Math.Max(1, MaxBlockBytes / recordBytes)));
        _mask = (1u << _shift) - 1;
        arena.Watch(this);
    }

    /// <summary>
    /// Records of a file, which are read there; if more are to follow, those of the last block that they leave open are
    /// copied.
    /// </summary>
    public NativeBlocks(NativeArena arena, nuint recordBytes, MappedRecords mapped) : this(arena, recordBytes)
    {
        var end = mapped.IsComplete ? mapped.Count : mapped.Count & ~_mask;
        for (var at = 0L; at < end; at += BlockRecords) Enter(mapped.Start + (nuint)at * recordBytes);
        _isComplete = mapped.IsComplete;
        (_ownFrom, _usedEnd) = (end, mapped.Count);
        if (end == mapped.Count) return;
        AddBlock();
        new Span<byte>(mapped.Start + end * recordBytes, checked((int)((mapped.Count - end) * recordBytes)))
            .CopyTo(Run(end, mapped.Count));
    }

    public nuint RecordBytes { get; }

    /// <summary>Records in a block, a power of two.</summary>
    public uint BlockRecords => _mask + 1;

    /// <summary>Records that fit into the blocks there are.</summary>
    public long Capacity => (long)_blockCount << _shift;

    /// <summary>
    /// Bytes that were allocated and never written to, in whole pages: they take no memory. Any thread; while the
    /// writer grows, of a moment ago.
    /// </summary>
    public long UnusedBytes
    {
        get
        {
            var allocated = Volatile.Read(ref _allocatedBytes);
            var used = (Volatile.Read(ref _usedEnd) - (long)_ownFrom) * (long)RecordBytes;
            return Math.Max(0, allocated - PageAdvice.RoundUp(used));
        }
    }

    /// <summary>The record at a published offset.</summary>
    public byte* this[uint offset]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Debug.Assert(offset < Capacity);
            return (byte*)_directory[offset >> _shift] + (nuint)(offset & _mask) * RecordBytes;
        }
    }

    /// <summary>Makes room for an offset. Called by the writer only.</summary>
    public void EnsureRoomFor(uint offset)
    {
        while (offset >= Capacity) AddBlock();
        if (offset >= _usedEnd) Volatile.Write(ref _usedEnd, offset + 1);
    }

    /// <summary>
    /// Makes room for exactly so many records, and none after them: a last block of a few would still take a page of
    /// 2 MB. Called before anybody else sees them.
    /// </summary>
    public void Fit(uint count)
    {
        while (Capacity + BlockRecords <= count) AddBlock();
        if (Capacity < count) Enter(Allocate((uint)(count - Capacity)));
        _isComplete = true;
        Volatile.Write(ref _usedEnd, count);
    }

    /// <summary>The records from <paramref name="from"/> on that lie in one block, at most up to an end.</summary>
    public Span<byte> Run(uint from, uint end)
    {
        var count = Math.Min(end - from, BlockRecords - (from & _mask));
        return new Span<byte>(this[from], checked((int)(count * RecordBytes)));
    }

    private void AddBlock()
    {
        Debug.Assert(!_isComplete);
        Enter(Allocate(BlockRecords));
    }

    // The first 2 MB of the first block keep small pages: a collection of a few rows must not cost a huge page.
    private byte* Allocate(uint count)
    {
        var bytes = count * RecordBytes;
        var block = _arena.Allocate(bytes, hugeFromBytes: _blockCount == 0 ? PageAdvice.HugePageBytes : 0);
        Volatile.Write(ref _allocatedBytes, _allocatedBytes + (long)bytes);
        return block;
    }

    private void Enter(byte* block)
    {
        if (_blockCount == _directoryLength) GrowDirectory();
        Volatile.Write(ref _directory[_blockCount], (nint)block);
        Volatile.Write(ref _blockCount, _blockCount + 1);
    }

    private void GrowDirectory()
    {
        var length = Math.Max(FirstDirectoryLength, _directoryLength * 2);
        var directory = (nint*)_arena.Allocate((nuint)length * (nuint)sizeof(nint));
        new Span<nint>(directory, length).Clear();
        new ReadOnlySpan<nint>(_directory, _blockCount).CopyTo(new Span<nint>(directory, length));
        Thread.MemoryBarrier();
        _directory = directory;
        _directoryLength = length;
    }
}
