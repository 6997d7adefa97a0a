using NeuralSearch.Node.Filters;
using NeuralSearch.Node.Points;

namespace NeuralSearch.Node.Query;

/// <summary>The nearest points to a vector, fully checked.</summary>
internal sealed record VectorQuery
{
    /// <summary>The position of the vector in the collection.</summary>
    public required int Vector { get; init; }

    /// <summary>The query, of the collection's length, normalised where the metric is cosine.</summary>
    public required float[] Values { get; init; }

    public FilterCondition? Filter { get; init; }

    /// <summary>A point that is not among the results: the one whose vector the query is.</summary>
    public PointKey? Excluded { get; init; }

    public required int Offset { get; init; }

    public required int Limit { get; init; }

    public float? ScoreThreshold { get; init; }

    public bool Exact { get; init; }

    /// <summary>Width of the graph search, 0 for the default.</summary>
    public int Ef { get; init; }
}
