namespace NeuralSearch.Index;

/// <summary>
/// The segments of an index as they change: rows come into the head, the head is sealed, sealed ones are merged.
/// </summary>
/// <remarks>
/// Readers take the current <see cref="SegmentList"/> and use no lock. Whoever replaces it, or writes rows or live bits,
/// holds the gate for that moment: so a delete is counted in the segment that searches see afterwards, and a row that is
/// live after a list was taken is in the list, because a merge leaves out only what had been deleted before.
/// </remarks>
internal sealed class SegmentSet : IDisposable
{
    private readonly SegmentLayout _layout;
    private readonly Lock _gate = new();
    private SegmentList? _current;
    private ExclusiveUse _merger;
    private SegmentMerge? _merge;
    private uint _count;

    /// <summary>Segments that the set takes over, none for an empty index, before a new head.</summary>
    public SegmentSet(SegmentLayout layout, IReadOnlyList<Segment> segments, LiveSet live, uint count)
    {
        _layout = layout;
        _count = count;
        Live = live;
        Replace(segments, new Segment(layout, count));
        foreach (var segment in segments) segment.Release();
    }

    /// <summary>The offsets that hold a live row.</summary>
    public LiveSet Live { get; }

    /// <summary>Offsets that were given.</summary>
    public uint Count => Volatile.Read(ref _count);

    private SegmentList Current
    {
        get
        {
            var current = Volatile.Read(ref _current);
            ObjectDisposedException.ThrowIf(current is null, typeof(VectorIndex));
            return current;
        }
    }

    /// <summary>The segments there are now, kept until the list is released; null once all are disposed.</summary>
    public SegmentList? TryAcquire()
    {
        while (true)
        {
            // A list that was freed between the two has a successor.
            var current = Volatile.Read(ref _current);
            if (current is null || current.TryAcquire()) return current;
        }
    }

    /// <summary>Appends a row, or an absent one if it is empty.</summary>
    public uint Append(ReadOnlySpan<float> row)
    {
        lock (_gate)
        {
            var head = Current.Head;
            var offset = _count;
            if (offset == VectorIndex.MaxCount)
                throw new InvalidOperationException($"The index is full: it holds at most {offset} offsets.");
            head.Write(row);
            if (!row.IsEmpty) Live.Add(offset);
            head.Publish(isPresent: !row.IsEmpty);
            Volatile.Write(ref _count, offset + 1);
            return offset;
        }
    }

    /// <summary>Deletes a row; false if it is not live.</summary>
    public bool Delete(uint offset)
    {
        lock (_gate)
        {
            var segment = Current.Find(offset);
            if (!Live.Contains(offset)) return false;
            segment.CountDeleted(1);
            return Live.Remove(offset);
        }
    }

    /// <summary>Makes the head a sealed segment, unless it is empty.</summary>
    public void Seal()
    {
        lock (_gate)
        {
            var current = Current;
            if (current.Head.Count != 0) Replace(current.Segments.ToArray(), new Segment(_layout, _count));
        }
    }

    /// <summary>The segments and live bits of this moment; the caller keeps the writer away, and the indexer until the
    /// end of the save. A merge may go on: it changes no segment that is there.</summary>
    public SegmentCut Cut()
    {
        var list = TryAcquire() ?? throw new ObjectDisposedException(nameof(VectorIndex));
        return new SegmentCut(list, [.. Live.Words], Count);
    }

    /// <inheritdoc cref="VectorIndex.IsMergeDue"/>
    public bool IsMergeDue
    {
        get
        {
            if (TryAcquire() is not { } list) return false;
            var isDue = MergePolicy.ShouldSeal(list.Head) || !MergePolicy.Choose(list).IsEmpty;
            list.Release();
            return isDue;
        }
    }

    /// <inheritdoc cref="VectorIndex.MergeNext"/>
    public bool MergeNext(int max)
    {
        _merger.Enter("merger");
        try
        {
            if (_merge is null && !TryBegin()) return false;
            for (var i = 0; i < max; i++)
            {
                if (_merge!.Step()) continue;
                Publish(_merge);
                EndMerge();
                return TryBegin();
            }

            return true;
        }
        finally
        {
            _merger.Exit();
            AbandonIfDisposed();
        }
    }

    /// <summary>Frees the segments as soon as the last reader has left.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            var current = _current;
            Volatile.Write(ref _current, null);
            current?.Release();
        }

        AbandonIfDisposed();
    }

    private bool TryBegin()
    {
        lock (_gate)
        {
            if (_current is null) return false;
            if (MergePolicy.ShouldSeal(_current.Head)) Seal();
            var sources = MergePolicy.Choose(_current);
            if (sources.IsEmpty) return false;
            _merge = new SegmentMerge(_layout, Live, sources);
            return true;
        }
    }

    /// <summary>Puts what came of a merge in the place of its sources.</summary>
    private void Publish(SegmentMerge merge)
    {
        lock (_gate)
        {
            if (_current is not { } current) return;
            var segments = new List<Segment>();
            foreach (var segment in current.Segments)
            {
                if (!merge.Sources.Contains(segment)) segments.Add(segment);
                else if (segment == merge.Sources[0] && merge.Result is { } result) segments.Add(result);
            }

            if (merge.Result is { } merged)
                merged.CountDeleted(merged.Count - merged.LiveFilter(Live).Count(merged.Count));
            Replace(segments, null);
        }
    }

    /// <summary>Makes a list the current one: segments there are, then perhaps one that is new.</summary>
    private void Replace(IEnumerable<Segment> segments, Segment? head)
    {
        var next = new SegmentList(head is null ? segments : segments.Append(head));
        head?.Release();
        var previous = _current;
        Volatile.Write(ref _current, next);
        previous?.Release();
    }

    private void EndMerge()
    {
        _merge?.Dispose();
        _merge = null;
    }

    /// <summary>Gives up a merge that nobody will finish. Whoever is last, Dispose or the merger, comes here.</summary>
    private void AbandonIfDisposed()
    {
        if (Volatile.Read(ref _current) is not null || !_merger.TryEnter()) return;
        EndMerge();
        _merger.Exit();
    }
}
