using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralSearch.Index;

/// <summary>
/// Which offsets of the index the rows of a segment are. Rows are numbered 0…n−1 in a segment, in the order of their
/// offsets: a larger row is a larger offset.
/// </summary>
/// <remarks>
/// The rows of a segment that is appended to are the offsets from <see cref="First"/> on, without a gap. A merge leaves
/// gaps where rows were deleted; then the offsets are listed (4 bytes a row), and a bit for every offset of the range
/// with the number of rows before each word leads back (rank, 12 bytes per 64 offsets).
/// </remarks>
internal sealed unsafe class OffsetMap
{
    private readonly uint* _offsets;
    private readonly ulong* _present;
    private readonly uint* _ranks;
    private readonly uint _length;

    /// <summary>The offsets from <paramref name="first"/> on, without a gap and without an end.</summary>
    public OffsetMap(uint first)
    {
        First = first;
        _length = uint.MaxValue;
    }

    /// <summary>The offsets of a segment that takes no more rows.</summary>
    /// <param name="arena">Owns the memory.</param>
    /// <param name="offsets">The offsets, ascending, at least one.</param>
    public OffsetMap(NativeArena arena, ReadOnlySpan<uint> offsets)
    {
        First = offsets[0];
        _length = offsets[^1] - First + 1;
        if (_length == offsets.Length) return;
        _offsets = (uint*)arena.Allocate((nuint)offsets.Length * sizeof(uint));
        offsets.CopyTo(new Span<uint>(_offsets, offsets.Length));

        var words = (int)((_length + 63) / 64);
        _present = (ulong*)arena.Allocate((nuint)words * sizeof(ulong));
        _ranks = (uint*)arena.Allocate((nuint)words * sizeof(uint));
        new Span<ulong>(_present, words).Clear();
        foreach (var offset in offsets) _present[(offset - First) >> 6] |= 1ul << (int)((offset - First) & 63);
        var rank = 0u;
        for (var i = 0; i < words; i++)
        {
            _ranks[i] = rank;
            rank += (uint)BitOperations.PopCount(_present[i]);
        }
    }

    /// <summary>The offset of row 0.</summary>
    public uint First { get; }

    /// <summary>The offsets of so many rows, empty if they have no gap.</summary>
    public ReadOnlySpan<uint> Offsets(uint count) => _offsets == null ? [] : new(_offsets, (int)count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ToOffset(uint row) => _offsets == null ? First + row : _offsets[row];

    /// <summary>
    /// The row of an offset; false if the segment has none. One that is appended to has any from the first on.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryToRow(uint offset, out uint row)
    {
        row = offset - First;
        if (offset < First || row >= _length) return false;
        if (_offsets == null) return true;
        var bit = 1ul << (int)(row & 63);
        var word = _present[row >> 6];
        if ((word & bit) == 0) return false;
        row = _ranks[row >> 6] + (uint)BitOperations.PopCount(word & (bit - 1));
        return true;
    }
}
