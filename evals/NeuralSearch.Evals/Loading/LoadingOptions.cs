namespace NeuralSearch.Evals.Loading;

/// <summary>What `evals loading` does.</summary>
internal sealed record LoadingOptions
{
    /// <summary>Results a query.</summary>
    public const int K = 10;

    public required IReadOnlyList<string> Data { get; init; }

    /// <summary>Rows that are indexed before the first query.</summary>
    public int InitialRows { get; init; } = 100_000;

    /// <summary>Rows that are appended while queries go on.</summary>
    public int LoadedRows { get; init; } = 100_000;

    /// <summary>Queries a second, at times fixed in advance.</summary>
    public double Rate { get; init; } = 50;

    /// <summary>How long each idle phase is.</summary>
    public double IdleSeconds { get; init; } = 20;

    public int Queries { get; init; } = 1_000;

    /// <summary>Every so manieth query is checked against an exact scan afterwards.</summary>
    public int CheckedEvery { get; init; } = 2;

    /// <summary>Memory in which random rows are read, in bytes.</summary>
    public int BandwidthBytes { get; init; } = 512 << 20;

    /// <summary>The short form, in ten seconds.</summary>
    public LoadingOptions Smoke() => this with
    {
        InitialRows = 3_000,
        LoadedRows = 4_000,
        IdleSeconds = 1.5,
        Queries = 100,
        BandwidthBytes = 64 << 20,
    };
}
