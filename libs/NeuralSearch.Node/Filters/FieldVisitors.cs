using NeuralSearch.Node.Payload;

namespace NeuralSearch.Node.Filters;

/// <summary>Looks for a value that satisfies a predicate; of an array, one element (one level) is enough.</summary>
internal ref struct AnyValueVisitor(IValuePredicate predicate) : IPayloadVisitor
{
    public readonly bool Visit(PayloadValue value)
    {
        if (value.Kind != PayloadKind.List) return predicate.Matches(value);
        foreach (PayloadValue item in value.Items)
            if (predicate.Matches(item)) return true;
        return false;
    }
}

/// <summary>Looks for a value that satisfies a predicate as it stands: an array is one value.</summary>
internal ref struct WholeValueVisitor(IValuePredicate predicate) : IPayloadVisitor
{
    public readonly bool Visit(PayloadValue value) => predicate.Matches(value);
}

/// <summary>Looks for a value that is neither null nor an empty array.</summary>
internal struct NonEmptyVisitor : IPayloadVisitor
{
    public readonly bool Visit(PayloadValue value) => value.Count > 0;
}

/// <summary>Looks for null; inside arrays too when asked.</summary>
internal struct NullVisitor(bool insideArrays) : IPayloadVisitor
{
    public readonly bool Visit(PayloadValue value)
    {
        if (value.Kind == PayloadKind.Null) return true;
        if (!insideArrays) return false;
        foreach (PayloadValue item in value.Items)
            if (item.Kind == PayloadKind.Null) return true;
        return false;
    }
}

/// <summary>Looks for an object, element of an array, that satisfies a whole filter.</summary>
internal ref struct ElementVisitor(PointCondition filter) : IPayloadVisitor
{
    public readonly bool Visit(PayloadValue value) =>
        value.Kind == PayloadKind.Object && filter.Matches(Points.PointView.Element(value.Bytes));
}
