namespace NeuralSearch.Index;

/// <summary>
/// Searchable float32 rows of one vector name in one segment: native memory, exact and HNSW search, tombstones.
/// </summary>
/// <remarks>
/// <para>Offsets. Every point of the segment takes one offset in every index of the segment, in the same order:
/// <see cref="Append"/> if the point has this vector, <see cref="AppendAbsent"/> if it has not.</para>
/// <para>Threads. One writer calls <see cref="Append"/>, <see cref="AppendAbsent"/> and <see cref="Delete"/>. One
/// indexer calls <see cref="IndexNext"/>; it may be the writer or another thread at the same time. Any number of
/// threads search and read without a lock. A second writer or indexer at the same moment gets an
/// InvalidOperationException.</para>
/// <para>Visibility. A row is found by every search that starts after Append has returned, whether the graph holds it
/// yet or not; a deleted row is returned by no search that starts after Delete has returned.</para>
/// </remarks>
public sealed unsafe class VectorIndex : IDisposable
{
    /// <summary>Largest number of components of a row.</summary>
    public const int MaxDimensions = 65_536;

    /// <summary>Largest number of offsets.</summary>
    public const uint MaxCount = int.MaxValue;

    private readonly NativeArena _arena = new();
    private readonly LiveSet _live = new();
    private readonly NativeBlocks _rows;
    private readonly MetricSearcher _searcher;
    private ExclusiveUse _writer;
    private ExclusiveUse _indexer;
    private uint _count;
    private uint _indexedCount;
    private uint _deletedCount;

    /// <summary>Creates an empty index.</summary>
    /// <param name="dimensions">Components of a row, 1…<see cref="MaxDimensions"/>.</param>
    /// <param name="metric">The distance.</param>
    /// <param name="options">Parameters of the graph, or null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public VectorIndex(int dimensions, Metric metric, HnswOptions? options = null)
    {
        if (dimensions is < 1 or > MaxDimensions)
        {
            throw new ArgumentOutOfRangeException(nameof(dimensions), dimensions,
                $"A row has 1…{MaxDimensions} components.");
        }

        if (!Enum.IsDefined(metric))
            throw new ArgumentOutOfRangeException(nameof(metric), metric, "Not a metric of the engine.");

        Options = options ?? HnswOptions.Default;
        Options.Validate();
        Dimensions = dimensions;
        Metric = metric;
        _rows = new NativeBlocks(_arena, ((nuint)dimensions * sizeof(float) + 63) & ~(nuint)63);
        Codes = Options.Codes switch
        {
            _ when !HasGraph => VectorCodes.Raw,
            VectorCodes.Automatic => dimensions >= HnswOptions.AutomaticU8Dimensions ? VectorCodes.U8 : VectorCodes.Raw,
            var codes => codes,
        };
        _searcher = MetricSearcher.Create(metric, Codes, _rows, new HnswGraph(_arena, Options), dimensions, Options);
    }

    /// <summary>Components of a row.</summary>
    public int Dimensions { get; }

    /// <summary>The distance.</summary>
    public Metric Metric { get; }

    /// <summary>Parameters of the graph.</summary>
    public HnswOptions Options { get; }

    /// <summary>Offsets appended, absent and deleted ones included: the next row gets this offset.</summary>
    public uint Count => Volatile.Read(ref _count);

    /// <summary>Rows that are present and not deleted.</summary>
    public uint LiveCount => _live.Count;

    /// <summary>
    /// Whether the metric has a graph; <see cref="Metric.Dot"/> has none and is always searched exactly.
    /// </summary>
    public bool HasGraph => Metric != Metric.Dot;

    /// <summary>
    /// What the graph is built and traversed on: <see cref="VectorCodes.Raw"/> or <see cref="VectorCodes.U8"/>.
    /// </summary>
    public VectorCodes Codes { get; }

    /// <summary>Offsets below this are in the graph (or absent, or were deleted before their turn).</summary>
    public uint IndexedCount => Volatile.Read(ref _indexedCount);

    /// <summary>Bytes of native memory asked for. Pages nobody has written to are counted but take no memory.</summary>
    public long NativeBytes => _arena.LiveBytes + _searcher.NativeBytes;

    /// <summary>Appends a row, copied. O(d); the graph takes it at <see cref="IndexNext"/>.</summary>
    /// <returns>The row's offset.</returns>
    /// <exception cref="ArgumentException">
    /// Wrong length, a component that is not finite, or (cosine) not of unit length.
    /// </exception>
    public uint Append(ReadOnlySpan<float> row)
    {
        CheckRow(row, nameof(row));
        return TakeOffset(row, isPresent: true);
    }

    /// <summary>Appends an offset without a row, for a point that omits this vector; it is never found.</summary>
    /// <returns>The offset.</returns>
    public uint AppendAbsent() => TakeOffset([], isPresent: false);

    /// <summary>Deletes a row: no later search returns it. Its memory is kept.</summary>
    /// <returns>False if it was absent or deleted already.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset was never appended.</exception>
    public bool Delete(uint offset)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offset, Count);
        _writer.Enter("writer");
        try
        {
            if (!_live.Contains(offset)) return false;

            // Announced before the bit goes: no search that starts afterwards may take every node for live.
            Volatile.Write(ref _deletedCount, _deletedCount + 1);
            return _live.Remove(offset);
        }
        finally
        {
            _writer.Exit();
        }
    }

    /// <summary>
    /// Puts up to <paramref name="max"/> more offsets into the graph. Call it until it returns false, after appends and
    /// after the rows of a restart were appended; everything is searchable meanwhile.
    /// </summary>
    /// <returns>
    /// True while offsets remain. False at once if the metric has no graph (<see cref="Metric.Dot"/>) or the index is
    /// too small to profit from one.
    /// </returns>
    public bool IndexNext(int max)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        if (!HasGraph || Count < QueryPlanner.GraphMinimumCount) return false;
        _indexer.Enter("indexer");
        try
        {
            using var lease = _arena.Lease();
            var count = Count;
            var end = (uint)Math.Min(count, _indexedCount + (long)max);
            for (var offset = _indexedCount; offset < end; offset++)
            {
                if (_live.Contains(offset)) _searcher.Insert(offset, count, _live);
                Volatile.Write(ref _indexedCount, offset + 1);
            }

            return end < Count;
        }
        finally
        {
            _indexer.Exit();
        }
    }

    /// <summary>Whether the offset holds a row that is not deleted; false beyond <see cref="Count"/>.</summary>
    public bool Contains(uint offset) => offset < Count && _live.Contains(offset);

    /// <summary>Copies a live row out.</summary>
    /// <returns>False, and nothing copied, if the offset holds no live row.</returns>
    /// <exception cref="ArgumentException">The destination is shorter than <see cref="Dimensions"/>.</exception>
    public bool TryCopyRow(uint offset, Span<float> destination)
    {
        if (destination.Length < Dimensions)
        {
            throw new ArgumentException($"The destination has {destination.Length} of {Dimensions} components.",
                nameof(destination));
        }

        using var lease = _arena.Lease();
        if (!Contains(offset)) return false;
        new ReadOnlySpan<float>(_rows[offset], Dimensions).CopyTo(destination);
        return true;
    }

    /// <summary>
    /// Finds the k = <paramref name="results"/>.Length nearest live rows that the request allows, nearest first, equal
    /// distances by offset. If m rows match, min(k, m) are returned, always. Allocates nothing after warm-up.
    /// </summary>
    /// <param name="query">float32[<see cref="Dimensions"/>], finite; of unit length (or zero) for cosine.</param>
    /// <param name="request">Beam width, exactness and filter; <c>default</c> is right for most.</param>
    /// <param name="results">Receives the results.</param>
    /// <param name="statistics">What the search did.</param>
    /// <returns>How many results were written.</returns>
    /// <exception cref="ArgumentException">Wrong length, a component that is not finite, Ef out of range.</exception>
    /// <exception cref="ObjectDisposedException">The index is disposed.</exception>
    public int Search(ReadOnlySpan<float> query, in SearchRequest request, Span<Neighbor> results,
        out SearchStatistics statistics)
    {
        CheckRow(query, nameof(query));
        if (request.Ef is < 0 or > HnswOptions.MaxEf)
        {
            throw new ArgumentException(
                $"{nameof(SearchRequest)}.{nameof(SearchRequest.Ef)} is {request.Ef}; it takes 0…{HnswOptions.MaxEf}.",
                nameof(request));
        }

        using var lease = _arena.Lease();
        var view = new SearchView(ref _indexedCount, ref _count, ref _deletedCount, _live);
        fixed (float* pointer = query)
            return _searcher.Search(pointer, request, view, results, out statistics);
    }

    /// <inheritdoc cref="Search(ReadOnlySpan{float}, in SearchRequest, Span{Neighbor}, out SearchStatistics)"/>
    public int Search(ReadOnlySpan<float> query, in SearchRequest request, Span<Neighbor> results) =>
        Search(query, request, results, out _);

    /// <summary>Frees the memory as soon as the last running search has ended. Later calls throw.</summary>
    public void Dispose()
    {
        _arena.Dispose();
        _searcher.Retire();
    }

    private uint TakeOffset(ReadOnlySpan<float> row, bool isPresent)
    {
        _writer.Enter("writer");
        try
        {
            using var lease = _arena.Lease();
            var offset = _count;
            if (offset == MaxCount)
                throw new InvalidOperationException($"The index is full: it holds at most {MaxCount} offsets.");
            _rows.EnsureRoomFor(offset);
            row.CopyTo(new Span<float>(_rows[offset], Dimensions));
            if (isPresent) _live.Add(offset);
            Volatile.Write(ref _count, offset + 1);
            return offset;
        }
        finally
        {
            _writer.Exit();
        }
    }

    private void CheckRow(ReadOnlySpan<float> row, string name)
    {
        if (row.Length != Dimensions)
        {
            throw new ArgumentException(
                $"The vector has {row.Length} components; this index takes {Dimensions}.", name);
        }

        var bad = VectorMath.IndexOfNonFinite(row);
        if (bad >= 0)
            throw new ArgumentException($"Component {bad} of the vector is {row[bad]}; all must be finite.", name);

        if (Metric != Metric.Cosine) return;
        var length = VectorMath.Length(row);
        if (length != 0 && Math.Abs(length - 1) > 0.01)
        {
            throw new ArgumentException(
                $"The vector has length {length:G4}; cosine takes unit length or zero: call VectorMath.Normalize.",
                name);
        }
    }
}
