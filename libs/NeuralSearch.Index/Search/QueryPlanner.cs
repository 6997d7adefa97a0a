using System.Diagnostics;

namespace NeuralSearch.Index;

/// <summary>Decides between scanning what may match and traversing the graph, by what each would cost.</summary>
/// <remarks>
/// <para>A traversal looks at a region of nodes around the query and computes about <see cref="DistancesPerExpansion"/>
/// new distances at each. The region is Ef nodes where all may be returned, and as many as hold the nodes that
/// <see cref="FilteredBeam"/> keeps where only some may.</para>
/// <para>A scan computes one distance for every row that may match, on codes if there are any. The costs of all are
/// lines in the dimensions (<see cref="PlanCosts"/>), and constants: plans do not change from run to run.</para>
/// </remarks>
internal static class QueryPlanner
{
    /// <summary>
    /// An index below this many offsets has no graph: even at ef = 32 and 100 dimensions (15 µs at 2 000 rows) the
    /// traversal is no faster than a scan of so few.
    /// </summary>
    public const uint GraphMinimumCount = 1000;

    private const double DistancesPerExpansion = 12;

    /// <summary>
    /// A filtered traversal must promise to cost at most this share of the scan: if its filter depends on the query, it
    /// is given up on the way and the scan is paid as well.
    /// </summary>
    private const double FilteredShare = 0.6;

    /// <summary>The share of the scan's price after which a traversal is given up, if that is more than promised.</summary>
    private const double BudgetShare = 0.75;

    /// <summary>Chooses a plan.</summary>
    /// <param name="matches">Rows that may be returned, at most; not 0.</param>
    /// <param name="nodes">Nodes of the graph.</param>
    /// <param name="k">Results that are wanted.</param>
    /// <param name="ef">Beam width where all may be returned, at least k.</param>
    /// <param name="dimensions">Components of a row.</param>
    /// <param name="isFiltered">Whether the request has a filter.</param>
    /// <param name="codes">What the graph is traversed on.</param>
    /// <param name="rows">How rows are stored.</param>
    public static QueryPlan Choose(uint matches, uint nodes, int k, int ef, int dimensions, bool isFiltered,
        VectorCodes codes, RowType rows)
    {
        Debug.Assert(matches > 0 && ef >= k);
        var costs = PlanCosts.Current;
        var share = Math.Min(1, matches / Math.Max(1.0, nodes));
        var beam = new FilteredBeam(ef, k, share, Budget: 0);
        var region = beam.Width(share) / share * DistancesPerExpansion;
        var (row, rowHop) = costs.OfRows(rows, dimensions);
        var hop = codes == VectorCodes.Raw ? rowHop : costs.CodeHop.At(dimensions);

        var scan = matches * row;
        var scanByCode = matches * costs.Code.At(dimensions) + (k + ef / 4) * rowHop;
        var byCode = isFiltered && codes != VectorCodes.Raw && scanByCode < scan;
        if (byCode) scan = scanByCode;

        if (nodes >= GraphMinimumCount && region * hop < scan * (isFiltered ? FilteredShare : 1))
        {
            beam = beam with { Budget = (long)Math.Max(3 * region, BudgetShare * scan / hop) };
            return new QueryPlan(isFiltered ? SearchPlan.FilteredGraph : SearchPlan.Graph, beam, (long)region, byCode);
        }

        return new QueryPlan(isFiltered ? SearchPlan.FilteredScan : SearchPlan.Scan, beam, matches, byCode);
    }
}
