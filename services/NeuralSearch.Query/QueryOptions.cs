using System.ComponentModel.DataAnnotations;

namespace NeuralSearch.Query;

/// <summary>How queries are answered.</summary>
public sealed class QueryOptions
{
    /// <summary>Where the options stand in the configuration.</summary>
    public const string Section = "NeuralSearch:Query";

    /// <summary>
    /// Seconds that one query may take, embedding included, before it is given up with status 504: 0.05 to 600.
    /// </summary>
    [Range(0.05, 600.0, ErrorMessage = Section + ":TimeoutSeconds must be 0.05 to 600.")]
    public double TimeoutSeconds { get; set; } = 10;

    internal TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds);
}
