namespace NeuralSearch.Index;

/// <summary>
/// The segments of an index as they are between two changes: what a search takes, and what keeps their memory for it.
/// Immutable. Their offsets are disjoint ranges in ascending order; the last segment is the head.
/// </summary>
internal sealed class SegmentList : Shared
{
    private readonly Segment[] _segments;

    /// <summary>A list of segments that somebody else keeps while this is called.</summary>
    public SegmentList(IEnumerable<Segment> segments)
    {
        _segments = [.. segments];
        foreach (var segment in _segments)
            if (!segment.TryAcquire()) throw new InvalidOperationException("A segment was freed too early.");
    }

    public ReadOnlySpan<Segment> Segments => _segments;

    public Segment Head => _segments[^1];

    /// <summary>The segments that take no more rows, oldest first.</summary>
    public ReadOnlySpan<Segment> Sealed => _segments.AsSpan(0, _segments.Length - 1);

    /// <summary>The segment whose range an offset of the index is in.</summary>
    public Segment Find(uint offset)
    {
        var i = _segments.Length - 1;
        while (i > 0 && _segments[i].Map.First > offset) i--;
        return _segments[i];
    }

    protected override void Free()
    {
        foreach (var segment in _segments) segment.Release();
    }
}
