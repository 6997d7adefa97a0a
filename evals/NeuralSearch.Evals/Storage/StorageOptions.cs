namespace NeuralSearch.Evals.Storage;

/// <summary>What `evals storage` does.</summary>
internal sealed record StorageOptions
{
    public const int Dimensions = 384;
    public const int K = 10;

    /// <summary>Where nodes keep their data; null for where the system has temporary folders.</summary>
    public string? Folder { get; init; }

    /// <summary>Collections without points.</summary>
    public int Collections { get; init; } = 2_000;

    /// <summary>Points of the collection that is opened again; 0 leaves that out.</summary>
    public int Points { get; init; } = 100_000;

    /// <summary>Points that are in no checkpoint when the node is killed.</summary>
    public int UnflushedPoints { get; init; } = 50_000;

    /// <summary>Whether it is stopped only when a checkpoint has all points, ten seconds after the last.</summary>
    public bool AwaitsCheckpoint { get; init; } = true;

    public int Queries { get; init; } = 200;

    /// <summary>Upserts one after the other, each beside a bare write of as much.</summary>
    public int Upserts { get; init; } = 2_000;

    /// <summary>Clients that upsert at the same time, one round each.</summary>
    public IReadOnlyList<int> Clients { get; init; } = [1, 4, 16];

    /// <summary>How long each of these rounds is.</summary>
    public TimeSpan RoundTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The short form, in a quarter of a minute.</summary>
    public StorageOptions Smoke() => this with
    {
        Collections = 50,
        Points = 2_000,
        UnflushedPoints = 1_000,
        AwaitsCheckpoint = false,
        Queries = 50,
        Upserts = 100,
        RoundTime = TimeSpan.FromSeconds(0.5),
    };
}
