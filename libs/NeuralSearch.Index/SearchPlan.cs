namespace NeuralSearch.Index;

/// <summary>How a search found its results.</summary>
public enum SearchPlan
{
    /// <summary>Nothing could match (no live row, an empty filter or k = 0): no distance was computed.</summary>
    Nothing,

    /// <summary>Every live row was compared with the query.</summary>
    Scan,

    /// <summary>Every live row that passes the filter was compared with the query.</summary>
    FilteredScan,

    /// <summary>The graph was traversed; rows it does not hold yet were scanned.</summary>
    Graph,

    /// <summary>The graph was traversed keeping only passing rows; rows it does not hold yet were scanned.</summary>
    FilteredGraph,
}
