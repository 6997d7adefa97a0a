using NeuralSearch.Evals.Ann.Engines;

namespace NeuralSearch.Evals.Ann;

/// <summary>What is measured and how often.</summary>
internal sealed record AnnOptions
{
    /// <summary>Results a query.</summary>
    public const int K = 10;

    /// <summary>Seed of the graphs where an engine takes one.</summary>
    public const int Seed = 42;

    /// <summary>Recalls at which engines are compared.</summary>
    public static IReadOnlyList<double> Targets { get; } = [0.95, 0.99];

    /// <summary>Beam widths that are tried, each about √2 times the one before.</summary>
    public static IReadOnlyList<int> Efs { get; } =
        [10, 14, 20, 28, 40, 56, 80, 112, 160, 224, 320, 448, 640, 896, 1280, 1792, 2560];

    /// <summary>Recall from which a wider beam is not tried.</summary>
    public const double EnoughRecall = 0.995;

    public required IReadOnlyList<string> Data { get; init; }

    /// <summary>The engines; null takes those of <see cref="EngineCatalog.DefaultsOf"/> for each set.</summary>
    public required IReadOnlyList<string>? Engines { get; init; }

    /// <summary>At most so many rows of each set; null takes all.</summary>
    public int? Limit { get; init; }

    public int Queries { get; init; } = 1_000;

    public int Rounds { get; init; } = 3;

    /// <summary>Queries of an exact scan, which is slow.</summary>
    public int ExactQueries { get; init; } = 50;

    /// <summary>Links per node of the engine; null takes its default. Peers stay at the yardstick.</summary>
    public int? M { get; init; }

    public int? EfConstruction { get; init; }

    /// <summary>Memory in which random rows are read, in bytes.</summary>
    public int BandwidthBytes { get; init; } = 512 << 20;

    /// <summary>The short form: what there is of peers and data, in less than a minute.</summary>
    public AnnOptions Smoke() => this with { Limit = 3_000, Queries = 100, ExactQueries = 20, BandwidthBytes = 128 << 20 };
}
