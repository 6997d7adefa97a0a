using System.Collections;
using System.Diagnostics;

namespace NeuralSearch.Index;

/// <summary>
/// Makes one segment of the live rows of its sources, without touching them: readers use them until it is published.
/// </summary>
/// <remarks>
/// <para>The graph of the largest source is copied, not rebuilt: its rows get new numbers and links to deleted rows are
/// left out (<see cref="GraphCopy"/>). All other rows are inserted by algorithm 1, and so are those whose node is gone.
/// Rows keep the order of their offsets, and their levels, which depend on the offsets alone.</para>
/// <para>A row that is deleted while the merge goes on is merged as if it were not; a search does not return it. Work is
/// done in steps of about a row each, so that it can be spread over time.</para>
/// </remarks>
internal sealed class SegmentMerge : IDisposable
{
    /// <summary>Rows that are looked at, not worked on, in a step.</summary>
    private const int RowsLookedAt = 4096;

    private readonly SegmentLayout _layout;
    private readonly LiveSet _live;
    private readonly Segment[] _sources;
    private readonly IEnumerator<bool> _steps;

    /// <summary>Begins to merge sealed segments, neighbours in their list, which somebody keeps meanwhile.</summary>
    public SegmentMerge(SegmentLayout layout, LiveSet live, ReadOnlySpan<Segment> sources)
    {
        _layout = layout;
        _live = live;
        _sources = sources.ToArray();
        foreach (var source in _sources)
        {
            var isKept = source.TryAcquire();
            Debug.Assert(isKept);
        }

        _steps = Steps().GetEnumerator();
    }

    public ReadOnlySpan<Segment> Sources => _sources;

    /// <summary>What came of it once <see cref="Step"/> has returned false; null if no row is left.</summary>
    public Segment? Result { get; private set; }

    /// <summary>Does the next bit of work; false when all is done.</summary>
    public bool Step() => _steps.MoveNext();

    /// <summary>Gives up its hold on the sources and on the result: a list that has it keeps it.</summary>
    public void Dispose()
    {
        _steps.Dispose();
        foreach (var source in _sources) source.Release();
        Result?.Release();
    }

    private IEnumerable<bool> Steps()
    {
        var offsets = new List<uint>();
        foreach (var source in _sources)
        {
            for (var row = 0u; row < source.Count; row++)
            {
                if (row % RowsLookedAt == 0) yield return true;
                var offset = source.Map.ToOffset(row);
                if (_live.Contains(offset)) offsets.Add(offset);
            }
        }

        if (offsets.Count == 0) yield break;
        var result = Result = new Segment(_layout, [.. offsets]);
        foreach (var source in _sources)
        {
            for (var row = 0u; row < source.Count; row++)
            {
                if (!result.Map.TryToRow(source.Map.ToOffset(row), out _)) continue;
                result.CopyRowFrom(source, row);
                yield return true;
            }
        }

        if (!result.WantsGraph) yield break;
        while (result.ByGraph.EncodeNext(result.Count, result.LiveFilter(_live))) yield return true;

        var placed = new BitArray((int)result.Count);
        var copy = new GraphCopy(_sources.MaxBy(source => source.LiveCount)!, result, placed);
        while (copy.Step()) yield return true;

        for (var row = 0u; row < result.Count; row++)
        {
            if (placed[(int)row]) continue;
            result.Insert(row, result.LiveFilter(_live));
            yield return true;
        }

        result.CompleteGraph();
    }
}
