using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace NeuralSearch.Index;

/// <summary>
/// Rows and their graph in native memory of their own. The last segment of an index is its head, to which the writer
/// appends; the others are sealed: their rows are what they are, only the graph may still be catching up.
/// </summary>
/// <remarks>
/// The writer alone appends and counts deletes, one indexer indexes, and a merge fills a segment before anybody else
/// sees it. Rows are numbered within the segment; <see cref="Map"/> has their offsets in the index.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The last Release disposes the arena; there is no one owner.")]
internal sealed unsafe class Segment : Shared
{
    private readonly NativeArena _arena = new();
    private readonly SegmentLayout _layout;
    private readonly StoredRows _rows;
    private readonly MetricSearcher _searcher;
    private uint _count;
    private uint _indexedCount;
    private uint _presentCount;
    private uint _deletedCount;
    private readonly byte* _file;
    private bool _hasCodesOfFile;

    /// <summary>A head whose first row will be the offset <paramref name="first"/>.</summary>
    public Segment(SegmentLayout layout, uint first)
    {
        _layout = layout;
        Map = new OffsetMap(first);
        _rows = layout.StoreIn(new NativeBlocks(_arena, layout.RowBytes));
        (Graph, _searcher) = CreateGraph();
    }

    /// <summary>A segment for rows at ascending offsets, at least one.</summary>
    public Segment(SegmentLayout layout, uint[] offsets)
    {
        _layout = layout;
        Map = new OffsetMap(_arena, offsets);
        _rows = layout.StoreIn(new NativeBlocks(_arena, layout.RowBytes));
        (Graph, _searcher) = CreateGraph();
    }

    /// <summary>The same, the rows being those of a file from a place in it on, which stays mapped.</summary>
    public Segment(SegmentLayout layout, uint[] offsets, string path, ulong rowsAt)
    {
        _layout = layout;
        _file = _arena.Map(path);
        Map = new OffsetMap(_arena, offsets);
        _rows = layout.StoreIn(new NativeBlocks(
            _arena, layout.RowBytes, new MappedRecords(_file + rowsAt, (uint)offsets.Length, isComplete: true)));
        (Graph, _searcher) = CreateGraph();
    }

    public OffsetMap Map { get; }

    public NativeBlocks Rows => _rows.Blocks;

    public HnswGraph Graph { get; }

    /// <summary>The graph's side: insertion and links.</summary>
    public GraphSearcher ByGraph => _searcher.ByGraph;

    /// <summary>Rows, absent and deleted ones included.</summary>
    public uint Count => Volatile.Read(ref _count);

    /// <summary>Rows below this had their turn and need no scan.</summary>
    public uint IndexedCount => Volatile.Read(ref _indexedCount);

    /// <summary>Rows that were deleted since they came here.</summary>
    public uint DeletedCount => Volatile.Read(ref _deletedCount);

    /// <summary>Rows that are neither absent nor deleted.</summary>
    public uint LiveCount => Volatile.Read(ref _presentCount) - DeletedCount;

    /// <summary>Whether there is a graph to put the rows into, or will be: few rows are scanned.</summary>
    public bool WantsGraph => _layout.HasGraph && Count >= QueryPlanner.GraphMinimumCount;

    public long NativeBytes => _arena.LiveBytes + _searcher.NativeBytes;

    /// <summary>The same without pages that nobody has written to yet.</summary>
    public long UsedBytes => _arena.UsedBytes + _searcher.UsedBytes;

    /// <summary>Writes the row that comes next, or nothing for an absent one. Writer only.</summary>
    public void Write(ReadOnlySpan<float> row)
    {
        Rows.EnsureRoomFor(_count);
        if (!row.IsEmpty) _rows.Write(_count, row);
    }

    /// <summary>Publishes the row that was written; its live bit must be right by now. Writer only.</summary>
    public void Publish(bool isPresent)
    {
        if (isPresent) Volatile.Write(ref _presentCount, _presentCount + 1);
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>Appends a copy of another segment's live row. Only the merge that fills the segment.</summary>
    public void CopyRowFrom(Segment source, uint row)
    {
        Rows.EnsureRoomFor(_count);
        _rows.CopyFrom(source._rows, row, _count);
        Publish(isPresent: true);
    }

    /// <summary>What is live, in the rows of this segment.</summary>
    public MatchFilter LiveFilter(LiveSet live) => new(live.Words, null, Map);

    /// <summary>Counts rows as deleted: no search that starts afterwards takes every node for live. Writer only.</summary>
    public void CountDeleted(uint rows = 1) => Volatile.Write(ref _deletedCount, _deletedCount + rows);

    /// <summary>Puts up to <paramref name="max"/> more rows into the graph. Indexer only.</summary>
    /// <returns>True while rows remain.</returns>
    public bool IndexNext(int max, LiveSet live)
    {
        if (!WantsGraph) return false;
        var count = Count;
        var end = (uint)Math.Min(count, _indexedCount + (long)max);
        for (var row = _indexedCount; row < end; row++)
        {
            var filter = LiveFilter(live);
            if (filter.Passes(row)) Insert(row, filter);
            else Graph.Skip(row);
            Volatile.Write(ref _indexedCount, row + 1);
        }

        return end < Count;
    }

    /// <summary>Puts one row into the graph. Indexer, or the merge that fills the segment.</summary>
    public void Insert(uint row, in MatchFilter live)
    {
        // A zero row has no direction and so no neighbours: as a node it would draw links to itself that lead nowhere.
        if (_layout.Metric == Metric.Cosine && _rows.IsZero(row)) Graph.ChainZero(row);
        else ByGraph.Insert(row, Graph.LevelOf(Map.ToOffset(row)), Count, live);
    }

    /// <summary>Says that every row has had its turn. Called by the merge that filled the segment.</summary>
    public void CompleteGraph() => Volatile.Write(ref _indexedCount, _count);

    /// <summary>Takes over what was read from a file. Before anybody else sees the segment.</summary>
    public void Restore(uint count, uint indexedCount, HnswGraph.State graph)
    {
        Graph.Saved = graph;
        (_count, _presentCount, _indexedCount) = (count, count, indexedCount);
    }

    /// <summary>
    /// Takes over the codes of a file: those of a byte are where they lie in the one that is mapped, or are read, as
    /// sketches are, into the arrays that it returns. Before anybody else sees the segment.
    /// </summary>
    /// <param name="parameters">What they were made with.</param>
    /// <param name="count">Rows that have them.</param>
    /// <param name="mappedAt">Where they lie in the mapped file, or null.</param>
    public CodeArrays RestoreCodes(CodeParameters parameters, uint count, ulong? mappedAt)
    {
        _hasCodesOfFile = true;
        // Only rows that are not in the graph yet are still to be encoded.
        return ByGraph.RestoreCodes(parameters, count, mappedAt is { } at
            ? new MappedRecords(_file + at, count, isComplete: _indexedCount == _count)
            : default);
    }

    /// <summary>Says that single records of a section of the mapped file will be read.</summary>
    public void ExpectRandomReads(FileSection section) => PageAdvice.Random(_file + section.Offset, (nuint)section.Bytes);

    /// <summary>
    /// Makes the codes of the rows in the graph if the file had none of the kind. Before anybody else sees the segment.
    /// O(n·d).
    /// </summary>
    public void Encode(LiveSet live)
    {
        if (_hasCodesOfFile) return;
        while (_indexedCount > 0 && ByGraph.EncodeNext(_indexedCount, LiveFilter(live))) { }
    }

    /// <summary>Copies a row out; it must be one that was appended with a row.</summary>
    public void CopyRow(uint row, Span<float> destination)
    {
        Debug.Assert(row < Count);
        _rows.Read(row, 0, destination[.._layout.Dimensions]);
    }

    /// <summary>
    /// Fills the scratch's results with the nearest <paramref name="k"/> rows that pass; see
    /// <see cref="VectorIndex.Search(ReadOnlySpan{float}, in SearchRequest, Span{Neighbor})"/>.
    /// </summary>
    /// <param name="query">The query.</param>
    /// <param name="request">The request.</param>
    /// <param name="live">The bits of live offsets, taken after the segment was.</param>
    /// <param name="k">Results that are wanted.</param>
    /// <param name="scratch">Rented for the search.</param>
    /// <param name="matches">Rows that may be returned, at most; if 0, nothing else happened.</param>
    /// <returns>The plan and what it did beside computing distances.</returns>
    public SearchStatistics Search(in QueryRow query, in SearchRequest request, ulong[] live, int k, SearchScratch scratch,
        out uint matches)
    {
        var filter = new MatchFilter(live, request.Allowed, Map);
        var view = new SearchView(ref _indexedCount, ref _count, ref _deletedCount);
        matches = request.Allowed is null ? LiveCount : filter.Count(view.Count);
        return matches == 0 ? default : _searcher.Search(query, request, filter, view, matches, k, scratch);
    }

    private (HnswGraph, MetricSearcher) CreateGraph()
    {
        var graph = new HnswGraph(_arena, _layout.Options);
        return (graph, MetricSearcher.Create(
            _layout.Metric, _layout.Codes, _rows, graph, _layout.Options));
    }

    protected override void Free()
    {
        _arena.Dispose();
        _searcher.Retire();
    }
}
