namespace NeuralSearch.Index;

/// <summary>
/// Searchable rows of one vector name in one shard: native memory, exact and HNSW search, deletes, merges.
/// </summary>
/// <remarks>
/// <para>Offsets. Every point of the shard takes one offset in every index of the shard, in the same order:
/// <see cref="Append"/> if the point has this vector, <see cref="AppendAbsent"/> if it has not. An offset is never given
/// twice and never changes.</para>
/// <para>Segments. Rows live in up to three graphs: the head, which grows, and sealed ones, which do not.
/// <see cref="MergeNext"/> makes one of several and leaves deleted rows out; nobody who searches notices.</para>
/// <para>Threads. One writer calls <see cref="Append"/>, <see cref="AppendAbsent"/>, <see cref="Delete"/> and
/// <see cref="Seal"/>, and begins saves. One indexer calls <see cref="IndexNext"/> and one merger <see cref="MergeNext"/>; each may be the
/// writer or another thread at the same time. Any number of threads search and read without a lock. A second writer,
/// indexer or merger at the same moment gets an InvalidOperationException.</para>
/// <para>Visibility. A row is found by every search that starts after Append has returned, whether the graph holds it
/// yet or not; a deleted row is returned by no search that starts after Delete has returned.</para>
/// </remarks>
public sealed unsafe partial class VectorIndex : IDisposable
{
    /// <summary>Largest number of components of a row.</summary>
    public const int MaxDimensions = 65_536;

    /// <summary>Largest number of offsets.</summary>
    public const uint MaxCount = int.MaxValue;

    private readonly SegmentLayout _layout;
    private readonly SegmentSet _segments;
    private readonly ScratchPool _scratches = new();
    private ExclusiveUse _writer;
    private ExclusiveUse _indexer;

    /// <summary>Creates an empty index.</summary>
    /// <param name="dimensions">Components of a row, 1…<see cref="MaxDimensions"/>.</param>
    /// <param name="metric">The distance.</param>
    /// <param name="options">Parameters of the graph, or null for the defaults.</param>
    /// <param name="rowType">How rows are stored.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    /// <exception cref="ArgumentException">Metric, codes and type of rows do not go together.</exception>
    public VectorIndex(
        int dimensions, Metric metric, HnswOptions? options = null, RowType rowType = RowType.Float32)
        : this(SegmentLayout.Create(dimensions, metric, rowType, options ?? HnswOptions.Default), [], new LiveSet(),
            count: 0)
    {
    }

    private VectorIndex(SegmentLayout layout, IReadOnlyList<Segment> segments, LiveSet live, uint count)
    {
        _layout = layout;
        _segments = new SegmentSet(layout, segments, live, count);
    }

    /// <summary>Components of a row.</summary>
    public int Dimensions => _layout.Dimensions;

    /// <summary>The distance.</summary>
    public Metric Metric => _layout.Metric;

    /// <summary>How rows are stored.</summary>
    public RowType RowType => _layout.Rows;

    /// <summary>Parameters of the graph.</summary>
    public HnswOptions Options => _layout.Options;

    /// <summary>Offsets appended, absent and deleted ones included: the next row gets this offset.</summary>
    public uint Count => _segments.Count;

    /// <summary>Rows that are present and not deleted.</summary>
    public uint LiveCount => _segments.Live.Count;

    /// <summary>
    /// Whether the metric has a graph; <see cref="Metric.Dot"/> has none and is always searched exactly.
    /// </summary>
    public bool HasGraph => _layout.HasGraph;

    /// <summary>What the graph is traversed on; never <see cref="VectorCodes.Automatic"/>.</summary>
    public VectorCodes Codes => _layout.Codes;

    /// <summary>Offsets that need no scan: they are in a graph, or hold no row.</summary>
    public uint IndexedCount
    {
        get
        {
            var count = Count;
            return (uint)Math.Max(0, count - Sum(segment => (long)segment.Count - segment.IndexedCount));
        }
    }

    /// <summary>Rows that wait for <see cref="IndexNext"/>; until then every search scans them.</summary>
    public uint PendingCount =>
        (uint)Sum(segment => segment.WantsGraph ? (long)segment.Count - segment.IndexedCount : 0);

    /// <summary>Rows that take memory: live ones, and those that no merge has left out yet.</summary>
    public uint StoredCount => (uint)Sum(segment => segment.Count);

    /// <summary>Segments there are, the head among them.</summary>
    public int SegmentCount => (int)Sum(_ => 1);

    /// <summary>
    /// Bytes of native memory asked for. Pages nobody has written to are counted but take no memory; files that are
    /// mapped are not counted.
    /// </summary>
    public long NativeBytes => Sum(segment => segment.NativeBytes);

    /// <summary>The part of <see cref="NativeBytes"/> that was written to, in whole pages: what takes memory.</summary>
    public long UsedBytes => Sum(segment => segment.UsedBytes);

    /// <summary>
    /// Opens what <see cref="Save"/> has written. Graph and codes are read, not built; codes other than those that were
    /// saved are made anew from the rows, O(n·d).
    /// </summary>
    /// <param name="folder">The folder; it is only read, and must stay as it is while anything is mapped.</param>
    /// <param name="options">
    /// What the index goes on with: codes, beams. M is that of the files, or the same. Null for the defaults.
    /// </param>
    /// <param name="placement">Where rows and codes are to be.</param>
    /// <exception cref="InvalidDataException">Something is damaged or no index; the message says what and where.</exception>
    /// <exception cref="ArgumentException">The options ask for another M, or one is out of range.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static VectorIndex Open(string folder, HnswOptions? options = null,
        Placement placement = Placement.Memory)
    {
        var (layout, segments, live, count) = IndexFolder.Read(folder, options, placement);
        return new VectorIndex(layout, segments, live, count);
    }

    /// <summary>
    /// Begins to save what there is now. Until the save is disposed the writer, the merger and searches go on; an
    /// indexer gets an InvalidOperationException. Writer only, O(offsets / 64).
    /// </summary>
    public IndexSave BeginSave()
    {
        _writer.Enter("writer");
        try
        {
            _indexer.Enter("indexer");
            return new IndexSave(_layout, _segments.Cut(), EndSave);
        }
        finally
        {
            _writer.Exit();
        }

        void EndSave() => _indexer.Exit();
    }

    /// <summary>
    /// Writes the index to a folder that does not exist: the arrays as they are. The caller is writer and indexer
    /// meanwhile. Nothing is synced: see <see cref="BeginSave"/>.
    /// </summary>
    /// <exception cref="IOException">The folder exists, or the disk failed; then there is no such folder.</exception>
    public void Save(string folder)
    {
        using var save = BeginSave();
        save.Write(folder);
    }

    /// <summary>Appends a row, copied. O(d); the graph takes it at <see cref="IndexNext"/>.</summary>
    /// <returns>The row's offset.</returns>
    /// <exception cref="ArgumentException">
    /// Wrong length, a component that is not finite or that <see cref="RowType"/> cannot store, or (cosine) not of unit
    /// length.
    /// </exception>
    public uint Append(ReadOnlySpan<float> row)
    {
        CheckRow(row, nameof(row), mustBeUnit: Metric == Metric.Cosine && RowType != RowType.UInt8);
        CheckStorable(row, nameof(row));
        return TakeOffset(row);
    }

    /// <summary>Appends an offset without a row, for a point that omits this vector; it is never found.</summary>
    /// <returns>The offset.</returns>
    public uint AppendAbsent() => TakeOffset([]);

    /// <summary>Deletes a row: no later search returns it. A merge gives its memory back.</summary>
    /// <returns>False if it was absent or deleted already.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset was never appended.</exception>
    public bool Delete(uint offset)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offset, Count);
        _writer.Enter("writer");
        try
        {
            return _segments.Delete(offset);
        }
        finally
        {
            _writer.Exit();
        }
    }

    /// <summary>
    /// Puts up to <paramref name="max"/> more rows into the graphs. Call it until it returns false, after appends and
    /// after the rows of a restart were appended; everything is searchable meanwhile.
    /// </summary>
    /// <returns>
    /// True while rows remain. False at once if the metric has no graph (<see cref="Metric.Dot"/>) or there are too few
    /// rows to profit from one.
    /// </returns>
    public bool IndexNext(int max)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        _indexer.Enter("indexer");
        try
        {
            using var view = new SegmentView(_segments);
            foreach (var segment in view.Segments)
                if (segment.IndexNext(max, _segments.Live)) return true;
            return false;
        }
        finally
        {
            _indexer.Exit();
        }
    }

    /// <summary>Seals the head: later rows go into a new one. O(1); nothing is rebuilt or copied.</summary>
    public void Seal()
    {
        _writer.Enter("writer");
        try
        {
            _segments.Seal();
        }
        finally
        {
            _writer.Exit();
        }
    }

    /// <summary>
    /// Does up to <paramref name="max"/> steps, of about a row each, of merging segments, if that is due: above three of
    /// them, or when a fifth of the rows of one are deleted. Call it from time to time; how often decides which share
    /// of a processor merging takes.
    /// </summary>
    /// <returns>True while there is more to merge.</returns>
    public bool MergeNext(int max)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        return _segments.MergeNext(max);
    }

    /// <summary>Whether <see cref="MergeNext"/> has something to do.</summary>
    public bool IsMergeDue => _segments.IsMergeDue;

    /// <summary>Whether the offset holds a row that is not deleted; false beyond <see cref="Count"/>.</summary>
    public bool Contains(uint offset) => offset < Count && _segments.Live.Contains(offset);

    /// <summary>Copies a live row out, as it is stored.</summary>
    /// <returns>False, and nothing copied, if the offset holds no live row.</returns>
    /// <exception cref="ArgumentException">The destination is shorter than <see cref="Dimensions"/>.</exception>
    public bool TryCopyRow(uint offset, Span<float> destination)
    {
        if (destination.Length < Dimensions)
        {
            throw new ArgumentException($"The destination has {destination.Length} of {Dimensions} components.",
                nameof(destination));
        }

        using var view = new SegmentView(_segments);
        if (!Contains(offset)) return false;
        var segment = view.List.Find(offset);
        if (!segment.Map.TryToRow(offset, out var row)) return false;
        segment.CopyRow(row, destination);
        return true;
    }

    /// <summary>
    /// Walks all graphs: whether every link leads to a node, and how many rows can be reached. The caller is the indexer
    /// meanwhile. O(links).
    /// </summary>
    public IndexCheck Check()
    {
        _indexer.Enter("indexer");
        try
        {
            using var view = new SegmentView(_segments);
            var sum = new IndexCheck(0, 0, 0, []);
            foreach (var segment in view.Segments)
            {
                var part = SegmentCheck.Run(segment, _segments.Live);
                sum = new IndexCheck(sum.Nodes + part.Nodes, sum.InGraph + part.InGraph, sum.Reached + part.Reached,
                    [.. sum.Problems, .. part.Problems]);
            }

            return sum;
        }
        finally
        {
            _indexer.Exit();
        }
    }

    /// <summary>Frees the memory as soon as the last running search has ended. Later calls throw.</summary>
    public void Dispose() => _segments.Dispose();

    private uint TakeOffset(ReadOnlySpan<float> row)
    {
        _writer.Enter("writer");
        try
        {
            return _segments.Append(row);
        }
        finally
        {
            _writer.Exit();
        }
    }

    /// <summary>A figure of all segments; 0 once the index is disposed.</summary>
    private long Sum(Func<Segment, long> figure)
    {
        if (_segments.TryAcquire() is not { } list) return 0;
        var sum = 0L;
        foreach (var segment in list.Segments) sum += figure(segment);
        list.Release();
        return sum;
    }

    private void CheckStorable(ReadOnlySpan<float> row, string name)
    {
        var unfit = RowConversion.IndexOfUnfit(RowType, row);
        if (unfit < 0) return;
        throw new ArgumentException(
            $"Component {unfit} of the vector is {row[unfit]}; rows of {RowType} take {RowConversion.Allowed(RowType)}.",
            name);
    }

    private void CheckRow(ReadOnlySpan<float> row, string name, bool mustBeUnit)
    {
        if (row.Length != Dimensions)
        {
            throw new ArgumentException(
                $"The vector has {row.Length} components; this index takes {Dimensions}.", name);
        }

        // A square of a float is finite in double and so is the sum, unless a component is not.
        var length = VectorMath.Length(row);
        if (!double.IsFinite(length))
        {
            var bad = VectorMath.IndexOfNonFinite(row);
            throw new ArgumentException($"Component {bad} of the vector is {row[bad]}; all must be finite.", name);
        }

        if (mustBeUnit && length != 0 && Math.Abs(length - 1) > 0.01)
        {
            throw new ArgumentException(
                $"The vector has length {length:G4}; cosine takes unit length or zero: call VectorMath.Normalize.",
                name);
        }
    }
}
