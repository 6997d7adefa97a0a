namespace NeuralSearch.Index;

/// <summary>What a search did.</summary>
public readonly record struct SearchStatistics
{
    /// <summary>How the results were found, in the segment with the most rows that may match.</summary>
    public SearchPlan Plan { get; init; }

    /// <summary>Segments that were searched: those with a row that may match.</summary>
    public int Segments { get; init; }

    /// <summary>Rows that might be returned, counted before the search.</summary>
    public long Matches { get; init; }

    /// <summary>Distances that the planner expected of its plan, in the segment with the most rows that may match.</summary>
    public long Estimate { get; init; }

    /// <summary>
    /// True if the graph traversal was given up, because its budget was spent or it found fewer rows than match, and
    /// <see cref="Plan"/> is the scan that replaced it.
    /// </summary>
    public bool FellBack { get; init; }

    /// <summary>Graph nodes whose links were followed.</summary>
    public long Visited { get; init; }

    /// <summary>Distances computed, of all kinds.</summary>
    public long Distances { get; init; }

    /// <summary>
    /// Exact distances among <see cref="Distances"/> that ranked what a traversal on codes had found; 0 without codes.
    /// </summary>
    public long Reranked { get; init; }

    /// <summary>Rows scanned because the graph does not hold them yet.</summary>
    public long Tail { get; init; }
}
