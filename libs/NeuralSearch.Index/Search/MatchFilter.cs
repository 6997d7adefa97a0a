using System.Runtime.CompilerServices;

namespace NeuralSearch.Index;

/// <summary>
/// Which offsets a search may return: live ones and, if the request has a filter, those it lets pass.
/// </summary>
internal readonly struct MatchFilter
{
    private readonly ulong[] _live;
    private readonly PointBitmap? _allowed;

    public MatchFilter(ulong[] live, PointBitmap? allowed)
    {
        _live = live;
        _allowed = allowed;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Passes(uint offset) =>
        LiveSet.Contains(_live, offset) && (_allowed is null || _allowed.Contains(offset));

    /// <summary>The bits of the offsets 64·index … 64·index + 63.</summary>
    public ulong Word(int index)
    {
        if (index >= _live.Length) return 0;
        if (_allowed is null) return Volatile.Read(ref _live[index]);
        var allowed = _allowed.Words;
        return index < allowed.Length ? Volatile.Read(ref _live[index]) & allowed[index] : 0;
    }
}
