using NeuralSearch.Node.Payload;

namespace NeuralSearch.Node.Filters;

/// <summary>A predicate on one payload value, the same with and without an index on the field.</summary>
internal interface IValuePredicate
{
    bool Matches(PayloadValue value);

    /// <summary>True when objects never match, so that an index of scalars can answer.</summary>
    bool UsesScalarsOnly => true;
}
