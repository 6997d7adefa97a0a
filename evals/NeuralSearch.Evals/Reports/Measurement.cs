namespace NeuralSearch.Evals.Reports;

/// <summary>One row of a report; fields that do not apply are null and left out.</summary>
internal sealed record Measurement
{
    public required string Suite { get; init; }

    public required string Case { get; init; }

    public required string Data { get; init; }

    public string Engine { get; init; } = "neuralsearch";

    /// <summary>Kind of index and data type.</summary>
    public string? Kind { get; init; }

    public Dictionary<string, object>? Params { get; init; }

    /// <summary>Mean recall@k by overlap with the true k.</summary>
    public double? Recall { get; init; }

    /// <summary>Mean share of returned rows that are no farther than the true k-th.</summary>
    public double? RecallByDistance { get; init; }

    /// <summary>Of min(k, rows that match), the share that was returned.</summary>
    public double? Returned { get; init; }

    /// <summary>Requests a second that were achieved.</summary>
    public double? Qps { get; init; }

    public double? P50Us { get; init; }

    public double? P95Us { get; init; }

    public double? P99Us { get; init; }

    /// <summary>CPU microseconds a request, of the threads that answered.</summary>
    public double? CpuUs { get; init; }

    public double? MaxUs { get; init; }

    public double? Seconds { get; init; }

    public double? ResidentBytes { get; init; }

    public double? CpuSeconds { get; init; }

    /// <summary>Memory of an index, its copy of the rows included.</summary>
    public double? BytesPerVector { get; init; }

    /// <summary>The part of it that is the process's own.</summary>
    public double? AnonymousBytesPerVector { get; init; }

    /// <summary>The part that is pages of files, which the system may drop.</summary>
    public double? FileBytesPerVector { get; init; }

    public double? BuildCpuSeconds { get; init; }

    public double? RatioToReference { get; init; }

    /// <summary>The same in CPU time, where both are measured.</summary>
    public double? CpuRatioToReference { get; init; }

    public string? Reference { get; init; }

    /// <summary>CPU time of a filtered query over that of the same engine's query without a filter.</summary>
    public double? CpuRatioToUnfiltered { get; init; }

    /// <summary>CPU time of a filtered query over that of an exact scan of the rows that match.</summary>
    public double? CpuRatioToExact { get; init; }

    public MachineDescription Env { get; init; } = MachineDescription.Current;

    /// <summary>A parameter, as it was written or read back.</summary>
    public string Text(string parameter) => Convert.ToString(
        Params?.GetValueOrDefault(parameter), System.Globalization.CultureInfo.InvariantCulture) ?? "";
}
