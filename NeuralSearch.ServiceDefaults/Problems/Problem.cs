namespace NeuralSearch.ServiceDefaults.Problems;

/// <summary>An error answer in the terms of RFC 9457.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What happened and what to do, for people; null if the title says all.</param>
public sealed record Problem(int Status, string? Detail)
{
    /// <summary>Errors by field, for a request that is at fault.</summary>
    public IReadOnlyList<FieldError> Errors { get; init; } = [];

    /// <summary>Seconds after which a retry makes sense, if known.</summary>
    public int? RetryAfterSeconds { get; init; }
}
