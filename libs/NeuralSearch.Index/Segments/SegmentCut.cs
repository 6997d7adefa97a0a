namespace NeuralSearch.Index;

/// <summary>
/// The rows of an index at one moment, kept until the cut is disposed. Rows are only ever appended, so those of the
/// moment are the first ones of each segment, and the live bits are a copy.
/// </summary>
internal sealed class SegmentCut : IDisposable
{
    private readonly SegmentList _list;
    private readonly uint _headCount;
    private readonly ulong[] _liveWords;

    /// <summary>A cut that takes over an acquired list.</summary>
    public SegmentCut(SegmentList list, ulong[] liveWords, uint count)
    {
        _list = list;
        _headCount = list.Head.Count;
        _liveWords = liveWords;
        Count = count;
    }

    /// <summary>Offsets that were given.</summary>
    public uint Count { get; }

    public ReadOnlySpan<Segment> Segments => _list.Segments;

    /// <summary>The live bits of those offsets.</summary>
    public ReadOnlySpan<ulong> LiveWords => _liveWords.AsSpan(0, Math.Min(_liveWords.Length, (int)((Count + 63L) / 64)));

    /// <summary>Rows that a segment had.</summary>
    public uint CountOf(Segment segment) => segment == _list.Head ? _headCount : segment.Count;

    public void Dispose() => _list.Release();
}
