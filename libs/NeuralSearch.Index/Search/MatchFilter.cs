using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralSearch.Index;

/// <summary>
/// Which rows of a segment a search may return: live ones and, if the request has a filter, those it lets pass. Bits
/// are kept by offset for the whole index, so a delete need not know of segments.
/// </summary>
internal readonly struct MatchFilter
{
    private readonly ulong[] _live;
    private readonly PointBitmap? _allowed;
    private readonly OffsetMap _map;

    public MatchFilter(ulong[] live, PointBitmap? allowed, OffsetMap map)
    {
        _live = live;
        _allowed = allowed;
        _map = map;
    }

    public OffsetMap Map => _map;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Passes(uint row)
    {
        var offset = _map.ToOffset(row);
        return LiveSet.Contains(_live, offset) && (_allowed is null || _allowed.Contains(offset));
    }

    /// <summary>The bits of the offsets 64·index … 64·index + 63.</summary>
    public ulong Word(int index)
    {
        if (index >= _live.Length) return 0;
        if (_allowed is null) return Volatile.Read(ref _live[index]);
        var allowed = _allowed.Words;
        return index < allowed.Length ? Volatile.Read(ref _live[index]) & allowed[index] : 0;
    }

    /// <summary>How many of the first <paramref name="count"/> rows pass, exactly. O(offsets / 64).</summary>
    public uint Count(uint count)
    {
        if (count == 0) return 0;
        var first = _map.First;
        var last = _map.ToOffset(count - 1);
        var passing = 0;
        for (var i = (int)(first >> 6); i <= (int)(last >> 6); i++)
        {
            var word = Word(i);
            if (i == (int)(first >> 6)) word &= ulong.MaxValue << (int)(first & 63);
            if (i == (int)(last >> 6)) word &= ulong.MaxValue >> (int)(63 - (last & 63));
            passing += BitOperations.PopCount(word);
        }

        return (uint)passing;
    }
}
