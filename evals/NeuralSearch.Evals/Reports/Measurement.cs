namespace NeuralSearch.Evals.Reports;

/// <summary>One row of a report; fields that do not apply are null and left out.</summary>
internal sealed record Measurement
{
    public required string Suite { get; init; }

    public required string Case { get; init; }

    public required string Data { get; init; }

    public string Engine { get; init; } = "neuralsearch";

    public Dictionary<string, object>? Params { get; init; }

    /// <summary>Requests a second that were achieved.</summary>
    public double? Qps { get; init; }

    public double? P50Us { get; init; }

    public double? P95Us { get; init; }

    public double? P99Us { get; init; }

    public double? MaxUs { get; init; }

    public double? Seconds { get; init; }

    public double? ResidentBytes { get; init; }

    public double? CpuSeconds { get; init; }

    public double? RatioToReference { get; init; }

    public string? Reference { get; init; }

    public MachineDescription Env { get; init; } = MachineDescription.Current;
}
