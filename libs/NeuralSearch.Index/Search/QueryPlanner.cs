using System.Diagnostics;

namespace NeuralSearch.Index;

/// <summary>Decides between scanning what may match and traversing the graph, by what each would cost.</summary>
/// <remarks>
/// <para>A traversal expands about ef nodes, or ef / s of them if only the share s of the rows may be returned, and
/// each expansion computes about <see cref="DistancesPerExpansion"/> new distances at random places. A scan computes
/// one distance for every row that may match. The costs of both are linear in the dimensions.</para>
/// <para>Measured on EPYC (Zen 4, AVX-512), 1 thread, CPU time, 2026-11: GloVe 100 000 x 100, ef = 128: 13.7 distances
/// an expansion (9.3 to 11.7 with filters of 20 to 50 %), 62 ns each (105 with a filter), scan 16 to 44 ns a row;
/// text-like 60 000 x 768: 14.4 (12.3), 318 ns (384), scan 120 to 270 ns. On codes, the exact ranking included: 48 ns
/// at 100 components, 42 at 32 to 64, 120 at 768. The constants lie between and are fixed, so
/// that plans do not change from run to run.</para>
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
    /// is given up halfway and the scan is paid as well.
    /// </summary>
    private const double FilteredShare = 0.5;

    /// <summary>Chooses a plan.</summary>
    /// <param name="matches">Rows that may be returned, at most; not 0.</param>
    /// <param name="indexed">Nodes of the graph.</param>
    /// <param name="ef">Beam width, at least k.</param>
    /// <param name="dimensions">Components of a row.</param>
    /// <param name="isFiltered">Whether the request has a filter.</param>
    /// <param name="codes">What the graph is traversed on.</param>
    /// <param name="budget">
    /// Distances after which a traversal that keeps only some rows is given up: twice what was expected, or half the
    /// price of the scan if that is more.
    /// </param>
    public static SearchPlan Choose(uint matches, uint indexed, int ef, int dimensions, bool isFiltered,
        VectorCodes codes, out long budget)
    {
        Debug.Assert(matches > 0);
        var scan = matches * ScanCost(dimensions);
        var share = Math.Min(1, matches / Math.Max(1.0, indexed));
        var distances = ef / share * DistancesPerExpansion;
        var traversal = distances * TraversalCost(dimensions, codes);
        budget = (long)Math.Max(2 * distances, scan / 2 / TraversalCost(dimensions, codes));

        var isWorthIt = indexed >= GraphMinimumCount && traversal < scan * (isFiltered ? FilteredShare : 1);
        if (isFiltered) return isWorthIt ? SearchPlan.FilteredGraph : SearchPlan.FilteredScan;
        return isWorthIt ? SearchPlan.Graph : SearchPlan.Scan;
    }

    /// <summary>Nanoseconds of one distance of a scan, its share of everything included.</summary>
    private static double ScanCost(int dimensions) => 3 + 0.2 * dimensions;

    /// <summary>Nanoseconds of one distance of a traversal, its share of everything included.</summary>
    private static double TraversalCost(int dimensions, VectorCodes codes) =>
        codes == VectorCodes.U8 ? 40 + 0.12 * dimensions : 45 + 0.4 * dimensions;
}
