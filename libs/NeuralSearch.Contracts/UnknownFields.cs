namespace NeuralSearch.Contracts.Qdrant;

// Messages of a newer client may carry fields that this version does not know. Where ignoring one would change the
// meaning (a filter that loses a condition matches more), the server asks and refuses.

public sealed partial class Filter
{
    /// <summary>True when the message carried fields that this version of the contract does not have.</summary>
    public bool HasUnknownFields => _unknownFields is not null;
}

public sealed partial class Condition
{
    /// <inheritdoc cref="Filter.HasUnknownFields"/>
    public bool HasUnknownFields => _unknownFields is not null;
}

public sealed partial class FieldCondition
{
    /// <inheritdoc cref="Filter.HasUnknownFields"/>
    public bool HasUnknownFields => _unknownFields is not null;
}

public sealed partial class Match
{
    /// <inheritdoc cref="Filter.HasUnknownFields"/>
    public bool HasUnknownFields => _unknownFields is not null;
}

public sealed partial class PointsSelector
{
    /// <inheritdoc cref="Filter.HasUnknownFields"/>
    public bool HasUnknownFields => _unknownFields is not null;
}

public sealed partial class Query
{
    /// <inheritdoc cref="Filter.HasUnknownFields"/>
    public bool HasUnknownFields => _unknownFields is not null;
}
