namespace NeuralSearch.Index;

/// <summary>The segments of an index at one moment, whose memory stays for as long as the view lives.</summary>
internal readonly ref struct SegmentView
{
    /// <exception cref="ObjectDisposedException">The index is disposed.</exception>
    public SegmentView(SegmentSet segments) =>
        List = segments.TryAcquire() ?? throw new ObjectDisposedException(nameof(VectorIndex));

    public SegmentList List { get; }

    public ReadOnlySpan<Segment> Segments => List.Segments;

    public void Dispose() => List.Release();
}
