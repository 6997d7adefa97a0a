using NeuralSearch.Index;

namespace NeuralSearch.Notebooks.Library;

/// <summary>Rows to be searched and queries held out of them: float32[d], of unit length, compared by cosine.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Origin">Where the rows are from, for the reader.</param>
/// <param name="Rows">What is searched; the number of a row is its id.</param>
/// <param name="Queries">What is asked.</param>
public sealed record Dataset(string Name, string Origin, float[][] Rows, float[][] Queries)
{
    /// <summary>Queries of every set.</summary>
    public const int DefaultQueries = 200;

    /// <summary>How far apart rows are.</summary>
    public const Metric Distance = Metric.Cosine;

    /// <summary>What can be filtered by, one for each row; empty if nothing can.</summary>
    public IReadOnlyList<Fields> Fields { get; init; } = [];

    /// <summary>Components of a row.</summary>
    public int Dimensions => Rows[0].Length;

    /// <summary>What it is, in one line.</summary>
    public override string ToString() => $"{Name}: {Rows.Length} rows of {Dimensions}, {Queries.Length} queries; {Origin}";

    /// <summary>Loads a set by its name.</summary>
    /// <param name="name"><c>text-like</c> (generated), <c>films</c> (embedded sample) or <c>glove</c> (if it is there).</param>
    /// <param name="rows">How many rows; fewer if the set has fewer.</param>
    /// <exception cref="ArgumentException">There is no set of that name.</exception>
    public static Task<Dataset> LoadAsync(string name, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        return name switch
        {
            "text-like" => Task.Run(() => TextLike.Generate(rows, DefaultQueries)),
            "films" => Films.EmbedAsync(rows, DefaultQueries),
            "glove" => Task.Run(() => Glove.Load(rows, DefaultQueries)),
            _ => throw new ArgumentException($"There is no data '{name}'; there is text-like, films and glove.", nameof(name)),
        };
    }
}
