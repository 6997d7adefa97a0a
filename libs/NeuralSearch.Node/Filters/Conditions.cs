using NeuralSearch.Index;
using NeuralSearch.Node.FieldIndexes;
using NeuralSearch.Node.Payload;
using NeuralSearch.Node.Points;

namespace NeuralSearch.Node.Filters;

/// <summary>Some value at the path satisfies the predicate.</summary>
internal sealed class FieldCondition(JsonPath path, IValuePredicate predicate) : PointCondition
{
    public override bool Matches(in PointView point)
    {
        var visitor = new AnyValueVisitor(predicate);
        return path.Visit(PayloadValue.Root(point.Payload), ref visitor);
    }

    public override bool TryCollect(IPointLookup points, PointBitmap into)
    {
        if (!predicate.UsesScalarsOnly) return false;
        FieldIndex? index = points.IndexOf(path.Text);
        index?.Collect(predicate, into);
        return index is not null;
    }
}

/// <summary>The number of values at the path lies within bounds; a missing field has no number.</summary>
internal sealed class ValuesCountCondition(JsonPath path, ValuesCountPredicate predicate) : PointCondition
{
    public override bool Matches(in PointView point)
    {
        var visitor = new WholeValueVisitor(predicate);
        return path.Visit(PayloadValue.Root(point.Payload), ref visitor);
    }
}

/// <summary>Whether the field is missing, null or an empty array, for every value at the path.</summary>
internal sealed class EmptyCondition(JsonPath path, bool expected) : PointCondition
{
    public override bool Matches(in PointView point)
    {
        var visitor = new NonEmptyVisitor();
        return path.Visit(PayloadValue.Root(point.Payload), ref visitor) != expected;
    }
}

/// <summary>Whether the field is null. A missing field is not null.</summary>
internal sealed class NullCondition(JsonPath path, bool expected, bool insideArrays) : PointCondition
{
    public override bool Matches(in PointView point)
    {
        var visitor = new NullVisitor(insideArrays);
        return path.Visit(PayloadValue.Root(point.Payload), ref visitor) == expected;
    }
}

/// <summary>The point's id is in the list.</summary>
internal sealed class IdCondition(IEnumerable<PointKey> keys) : PointCondition
{
    private readonly HashSet<PointKey> _keys = [.. keys];

    public override bool Matches(in PointView point) => !point.IsElement && _keys.Contains(point.Key);

    public override bool TryCollect(IPointLookup points, PointBitmap into)
    {
        foreach (PointKey key in _keys)
            if (points.TryGetOffset(key, out uint offset) && offset < into.Capacity) into.Add(offset);
        return true;
    }
}

/// <summary>The point has the vector; a name the collection does not know matches nothing.</summary>
internal sealed class VectorCondition(int vector) : PointCondition
{
    public override bool Matches(in PointView point) =>
        !point.IsElement && vector >= 0 && (point.Vectors >> vector & 1) != 0;
}

/// <summary>One object of the array at the path satisfies the whole filter.</summary>
internal sealed class NestedCondition(JsonPath path, PointCondition filter) : PointCondition
{
    public override bool Matches(in PointView point)
    {
        var visitor = new ElementVisitor(filter);
        return path.Visit(PayloadValue.Root(point.Payload), ref visitor);
    }
}
