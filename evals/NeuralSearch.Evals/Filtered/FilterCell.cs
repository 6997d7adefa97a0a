using NeuralSearch.Evals.Ann.Data;

namespace NeuralSearch.Evals.Filtered;

/// <summary>A kind of filter.</summary>
internal enum FilterKind
{
    /// <summary>Rows drawn by lot: a keyword that has nothing to do with the vectors.</summary>
    Random,

    /// <summary>The rows that lie farthest along one direction, the same for all queries: a keyword that has.</summary>
    Fixed,

    /// <summary>Likewise, but for each query along a direction on whose other side it lies itself: what is far off.</summary>
    Far,

    /// <summary>Two keywords at once, each by lot.</summary>
    And,
}

/// <summary>One filter, or one for each query, that lets a share of the rows pass.</summary>
/// <param name="Kind">How the rows are chosen.</param>
/// <param name="Share">Of the rows, nominally.</param>
/// <param name="Filters">The rows of each query, equally many.</param>
internal sealed record FilterCell(FilterKind Kind, double Share, QueryFilters Filters)
{
    public uint Matches => Filters.Bitmaps[0].Count;

    public string Name => Kind switch
    {
        FilterKind.And => FormattableString.Invariant($"two of {FilterCells.KeywordShare * 100:0} %"),
        _ => FormattableString.Invariant($"{Kind.ToString().ToLowerInvariant()} {Share * 100:0.#} %"),
    };
}
