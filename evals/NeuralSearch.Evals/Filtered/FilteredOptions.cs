using NeuralSearch.Index;

namespace NeuralSearch.Evals.Filtered;

/// <summary>What `evals filtered` measures and how often.</summary>
internal sealed record FilteredOptions
{
    /// <summary>Results a query.</summary>
    public const int K = 10;

    /// <summary>Seed of the filters.</summary>
    public const ulong Seed = 7;

    public required IReadOnlyList<string> Data { get; init; }

    public required IReadOnlyList<string> Engines { get; init; }

    /// <summary>At most so many rows of each set; null takes all.</summary>
    public int? Limit { get; init; }

    public int Queries { get; init; } = 500;

    public int Rounds { get; init; } = 3;

    /// <summary>Beam width of every engine: the default of the engine, so that peers search as hard as it does.</summary>
    public int Ef { get; init; } = HnswOptions.DefaultEf;

    /// <summary>
    /// CPU time after which a batch asks no more queries: a peer takes a hundred times as long for some cells as for
    /// others, and need not be asked as often to know that.
    /// </summary>
    public double BatchSeconds { get; init; } = 0.5;

    /// <summary>Queries that a batch has at least.</summary>
    public int MinQueries { get; init; } = 20;

    /// <summary>Memory in which random rows are read, in bytes.</summary>
    public int BandwidthBytes { get; init; } = 512 << 20;

    /// <summary>The short form, in a few seconds. A narrow beam, so that the graph is worth traversing at this size.</summary>
    public FilteredOptions Smoke() => this with
    {
        Limit = 4_000,
        Ef = 16,
        Queries = 40,
        Rounds = 1,
        BatchSeconds = 0.05,
        MinQueries = 5,
        BandwidthBytes = 64 << 20,
    };
}
