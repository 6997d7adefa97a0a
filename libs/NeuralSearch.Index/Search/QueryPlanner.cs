namespace NeuralSearch.Index;

/// <summary>
/// Decides between scanning what may match and traversing the graph, by the distances each would compute.
/// </summary>
/// <remarks>
/// A traversal expands about ef nodes, or ef / s of them if only the share s of the rows may be returned, and each
/// expansion computes about <see cref="DistancesPerExpansion"/> new distances at random places. A scan computes one for
/// every row that may match.
/// </remarks>
internal static class QueryPlanner
{
    /// <summary>An index below this many offsets has no graph: a scan of it is at least as fast.</summary>
    public const uint GraphMinimumCount = 1000;

    /// <summary>New distances per expanded node.</summary>
    private const double DistancesPerExpansion = 12;

    /// <summary>What a random distance of a traversal costs, with its share of bookkeeping, in distances of a scan.</summary>
    private const double RandomDistanceCost = 2;

    /// <summary>A filtered traversal is given up when it has computed this share of the scan's distances.</summary>
    private const double BudgetShare = 0.5;

    /// <summary>Chooses a plan.</summary>
    /// <param name="matches">Rows that may be returned, at most.</param>
    /// <param name="indexed">Nodes of the graph.</param>
    /// <param name="ef">Beam width, at least k.</param>
    /// <param name="isFiltered">Whether the request has a filter.</param>
    public static SearchPlan Choose(uint matches, uint indexed, int ef, bool isFiltered)
    {
        var scan = isFiltered ? SearchPlan.FilteredScan : SearchPlan.Scan;
        if (indexed < GraphMinimumCount || matches <= ef) return scan;
        var share = Math.Min(1, matches / (double)indexed);
        if (ef / share * DistancesPerExpansion * RandomDistanceCost >= matches) return scan;
        return isFiltered ? SearchPlan.FilteredGraph : SearchPlan.Graph;
    }

    /// <summary>Distances that a filtered traversal may compute before the scan takes over.</summary>
    public static long Budget(uint matches) => (long)(matches * BudgetShare);
}
