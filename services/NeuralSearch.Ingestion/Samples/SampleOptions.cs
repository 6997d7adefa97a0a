using System.ComponentModel.DataAnnotations;

namespace NeuralSearch.Ingestion.Samples;

/// <summary>The film sample that the first start loads, section <c>NeuralSearch:Sample</c>.</summary>
public sealed class SampleOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "NeuralSearch:Sample";

    /// <summary>False: no sample is loaded.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How many lines of the file are loaded; null or 0 for all.</summary>
    [Range(0, int.MaxValue)]
    public int? Limit { get; set; } = 2000;

    /// <summary>The file, JSON lines with gzip; by default <c>samples/films.jsonl.gz</c>, looked for upwards.</summary>
    public string? Path { get; set; }

    /// <summary>The collection that the sample goes to.</summary>
    [Required]
    public string Collection { get; set; } = "films";
}
