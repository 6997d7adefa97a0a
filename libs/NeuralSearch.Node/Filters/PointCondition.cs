using NeuralSearch.Index;
using NeuralSearch.Node.FieldIndexes;
using NeuralSearch.Node.Points;

namespace NeuralSearch.Node.Filters;

/// <summary>A compiled condition: decides about one point, and where it can, about all at once.</summary>
internal abstract class PointCondition
{
    public abstract bool Matches(in PointView point);

    /// <summary>
    /// Sets the bit of exactly the points that match, from field indexes or ids, without looking at payloads; false
    /// when that takes a look at every point. Bits of deleted points may be set: the index skips the dead.
    /// </summary>
    public virtual bool TryCollect(IPointLookup points, PointBitmap into) => false;
}

/// <summary>What a condition may ask of the collection to find its points without a scan.</summary>
internal interface IPointLookup
{
    /// <summary>Points at or above this offset came after the query and are not looked at.</summary>
    uint Capacity { get; }

    FieldIndex? IndexOf(string path);

    bool TryGetOffset(PointKey key, out uint offset);
}
