namespace NeuralSearch.Evals.Durability;

/// <summary>What `evals durability` does: the defaults are the long form.</summary>
internal sealed record DurabilityOptions
{
    /// <summary>The faults, by the names of <c>--only</c>.</summary>
    public static readonly string[] Faults = ["kills", "random", "power", "torn", "flips", "eio", "full"];

    public IReadOnlyList<string> Only { get; init; } = Faults;

    /// <summary>Decides what is written and where it breaks.</summary>
    public required int Seed { get; init; }

    /// <summary>How often the node is killed at random.</summary>
    public int Cycles { get; init; } = 1_000;

    /// <summary>Power cuts that are replayed.</summary>
    public int Cuts { get; init; } = 500;

    /// <summary>Power cuts of a real file system.</summary>
    public int Shutdowns { get; init; } = 100;

    /// <summary>Changes of the fixed workload that it is killed at; null: every one.</summary>
    public int? Kills { get; init; }

    /// <summary>Distance of cuts inside a torn write, in bytes.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Bits of each file.</summary>
    public int Bits { get; init; } = 200;

    /// <summary>Syncs that fail.</summary>
    public int FailedSyncs { get; init; } = 50;

    /// <summary>Rounds of disks that are full or read-only.</summary>
    public int Rounds { get; init; } = 10;

    /// <summary>The short form, in a minute.</summary>
    public DurabilityOptions Smoke() => this with
    {
        Cycles = 2,
        Cuts = 4,
        Shutdowns = 1,
        Kills = 3,
        Stride = 97,
        Bits = 4,
        FailedSyncs = 1,
        Rounds = 1,
    };
}
