namespace NeuralSearch.Evals.Updates;

/// <summary>What `evals updates` does.</summary>
internal sealed record UpdatesOptions
{
    /// <summary>Results a query.</summary>
    public const int K = 10;

    /// <summary>Of the graphs and of which rows are deleted.</summary>
    public const int Seed = 42;

    /// <summary>Beams at which recall is compared.</summary>
    public static IReadOnlyList<int> Efs { get; } = [32, 64, 128, 256];

    public static IReadOnlyList<string> Defaults { get; } = ["text768", "fashion-mnist-784"];

    public required IReadOnlyList<string> Data { get; init; }

    public int Rows { get; init; } = 60_000;

    public int Queries { get; init; } = 1_000;

    /// <summary>The share of the rows that come one at a time, into a graph of all the others.</summary>
    public double InsertedShare { get; init; } = 0.1;

    /// <summary>The share that is deleted and comes again.</summary>
    public double DeletedShare { get; init; } = 0.5;

    /// <summary>Memory in which random rows are read, in bytes.</summary>
    public int BandwidthBytes { get; init; } = 512 << 20;

    /// <summary>The short form, in ten seconds.</summary>
    public UpdatesOptions Smoke() => this with { Rows = 4_000, Queries = 100, BandwidthBytes = 64 << 20 };
}
