using NeuralSearch.Index;

namespace NeuralSearch.Evals.Ann.Data;

/// <summary>Rows to index and queries held out of them, as the engines get them: float32, of unit length for cosine.</summary>
internal sealed class VectorSet
{
    public required string Name { get; init; }

    /// <summary>Where the rows are from, for the heading of a report.</summary>
    public required string Origin { get; init; }

    public required Metric Metric { get; init; }

    public required RowMatrix Base { get; init; }

    public required RowMatrix Queries { get; init; }

    /// <summary>The nearest rows of each query as the data's author computed them; null if unknown or cut down.</summary>
    public IntMatrix? GivenTruth { get; init; }

    /// <summary>
    /// The first rows and queries of what was read. Truth that was given for all rows says nothing about fewer.
    /// </summary>
    public VectorSet Take(int? rows, int? queries)
    {
        bool isWhole = rows is null || rows >= Base.Count;
        return new VectorSet
        {
            Name = Name,
            Origin = Origin,
            Metric = Metric,
            Base = Base.Take(rows ?? Base.Count),
            Queries = Queries.Take(queries ?? Queries.Count),
            GivenTruth = isWhole ? GivenTruth : null,
        };
    }

    /// <summary>Scales rows and queries to unit length, as cosine takes them.</summary>
    public VectorSet Normalize()
    {
        foreach (RowMatrix matrix in (RowMatrix[])[Base, Queries])
            for (int i = 0; i < matrix.Count; i++)
                if (!VectorMath.Normalize(matrix[i]))
                    throw new InvalidDataException($"Row {i} of {Name} is zero and has no direction.");
        return this;
    }
}
