using NeuralSearch.Index;
using NeuralSearch.Node.Points;

namespace NeuralSearch.Node.Filters;

/// <summary>
/// must ∧ must_not ∧ should ∧ min_should. An absent clause is true; an empty filter matches everything.
/// </summary>
internal sealed class FilterCondition(
    PointCondition[] must, PointCondition[] mustNot, PointCondition[] should, PointCondition[] minShould,
    ulong minCount)
    : PointCondition
{
    public override bool Matches(in PointView point)
    {
        foreach (PointCondition condition in must)
            if (!condition.Matches(point)) return false;
        foreach (PointCondition condition in mustNot)
            if (condition.Matches(point)) return false;
        if (should.Length > 0 && !MatchesAtLeast(should, 1, point)) return false;
        return minShould.Length == 0 || MatchesAtLeast(minShould, minCount, point);
    }

    /// <summary>Exact when every clause is a <c>must</c> or a <c>should</c> that can be collected.</summary>
    public override bool TryCollect(IPointLookup points, PointBitmap into)
    {
        if (mustNot.Length > 0 || minShould.Length > 0 || must.Length + should.Length == 0) return false;
        PointBitmap? all = null;
        foreach (PointCondition condition in must)
        {
            PointBitmap one = new PointBitmap(points.Capacity);
            if (!condition.TryCollect(points, one)) return false;
            if (all is null) all = one;
            else all.IntersectWith(one);
        }

        if (should.Length > 0)
        {
            PointBitmap any = new PointBitmap(points.Capacity);
            foreach (PointCondition condition in should)
                if (!condition.TryCollect(points, any)) return false;
            if (all is null) all = any;
            else all.IntersectWith(any);
        }

        into.UnionWith(all!);
        return true;
    }

    /// <summary>
    /// The points worth a look: those that pass every <c>must</c> that can be collected. Null when none can, so that
    /// every point is worth it; <paramref name="isExact"/> when no look is needed at all.
    /// </summary>
    public PointBitmap? Narrow(IPointLookup points, out bool isExact)
    {
        PointBitmap exact = new PointBitmap(points.Capacity);
        isExact = TryCollect(points, exact);
        if (isExact) return exact;

        PointBitmap? narrowed = null;
        foreach (PointCondition condition in must)
        {
            PointBitmap one = new PointBitmap(points.Capacity);
            if (!condition.TryCollect(points, one)) continue;
            if (narrowed is null) narrowed = one;
            else narrowed.IntersectWith(one);
        }

        return narrowed;
    }

    private static bool MatchesAtLeast(PointCondition[] conditions, ulong minCount, in PointView point)
    {
        if (minCount == 0) return true;
        ulong count = 0;
        foreach (PointCondition condition in conditions)
            if (condition.Matches(point) && ++count >= minCount) return true;
        return false;
    }
}
