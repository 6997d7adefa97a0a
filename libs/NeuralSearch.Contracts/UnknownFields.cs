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

public sealed partial class MinShould
{
    /// <inheritdoc cref="Filter.HasUnknownFields"/>
    public bool HasUnknownFields => _unknownFields is not null;
}

public sealed partial class NestedCondition
{
    /// <inheritdoc cref="Filter.HasUnknownFields"/>
    public bool HasUnknownFields => _unknownFields is not null;
}

public sealed partial class IsEmptyCondition
{
    /// <inheritdoc cref="Filter.HasUnknownFields"/>
    public bool HasUnknownFields => _unknownFields is not null;
}

public sealed partial class IsNullCondition
{
    /// <inheritdoc cref="Filter.HasUnknownFields"/>
    public bool HasUnknownFields => _unknownFields is not null;
}

public sealed partial class HasIdCondition
{
    /// <inheritdoc cref="Filter.HasUnknownFields"/>
    public bool HasUnknownFields => _unknownFields is not null;
}

public sealed partial class HasVectorCondition
{
    /// <inheritdoc cref="Filter.HasUnknownFields"/>
    public bool HasUnknownFields => _unknownFields is not null;
}

public sealed partial class Range
{
    /// <inheritdoc cref="Filter.HasUnknownFields"/>
    public bool HasUnknownFields => _unknownFields is not null;
}

public sealed partial class DatetimeRange
{
    /// <inheritdoc cref="Filter.HasUnknownFields"/>
    public bool HasUnknownFields => _unknownFields is not null;
}

public sealed partial class ValuesCount
{
    /// <inheritdoc cref="Filter.HasUnknownFields"/>
    public bool HasUnknownFields => _unknownFields is not null;
}

public sealed partial class GeoRadius
{
    /// <inheritdoc cref="Filter.HasUnknownFields"/>
    public bool HasUnknownFields => _unknownFields is not null;
}

public sealed partial class GeoBoundingBox
{
    /// <inheritdoc cref="Filter.HasUnknownFields"/>
    public bool HasUnknownFields => _unknownFields is not null;
}

public sealed partial class GeoPolygon
{
    /// <inheritdoc cref="Filter.HasUnknownFields"/>
    public bool HasUnknownFields => _unknownFields is not null;
}

public sealed partial class GeoLineString
{
    /// <inheritdoc cref="Filter.HasUnknownFields"/>
    public bool HasUnknownFields => _unknownFields is not null;
}

public sealed partial class GeoPoint
{
    /// <inheritdoc cref="Filter.HasUnknownFields"/>
    public bool HasUnknownFields => _unknownFields is not null;
}

public sealed partial class RepeatedStrings
{
    /// <inheritdoc cref="Filter.HasUnknownFields"/>
    public bool HasUnknownFields => _unknownFields is not null;
}

public sealed partial class RepeatedIntegers
{
    /// <inheritdoc cref="Filter.HasUnknownFields"/>
    public bool HasUnknownFields => _unknownFields is not null;
}

public sealed partial class PointsIdsList
{
    /// <inheritdoc cref="Filter.HasUnknownFields"/>
    public bool HasUnknownFields => _unknownFields is not null;
}

public sealed partial class QueryPoints
{
    /// <inheritdoc cref="Filter.HasUnknownFields"/>
    public bool HasUnknownFields => _unknownFields is not null;
}

public sealed partial class SearchParams
{
    /// <inheritdoc cref="Filter.HasUnknownFields"/>
    public bool HasUnknownFields => _unknownFields is not null;
}

public sealed partial class UpsertPoints
{
    /// <inheritdoc cref="Filter.HasUnknownFields"/>
    public bool HasUnknownFields => _unknownFields is not null;
}

public sealed partial class PointStruct
{
    /// <inheritdoc cref="Filter.HasUnknownFields"/>
    public bool HasUnknownFields => _unknownFields is not null;
}

public sealed partial class DeletePoints
{
    /// <inheritdoc cref="Filter.HasUnknownFields"/>
    public bool HasUnknownFields => _unknownFields is not null;
}
