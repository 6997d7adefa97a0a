using System.ComponentModel.DataAnnotations;

namespace NeuralSearch.VectorNode;

/// <summary>Where the node keeps its data.</summary>
public sealed class VectorNodeOptions
{
    /// <summary>The configuration section; the data folder is shared with the catalog.</summary>
    public const string Section = "NeuralSearch";

    /// <summary>The data folder, absolute; made when it does not exist.</summary>
    [Required(ErrorMessage = "NeuralSearch:DataPath is not set: name the data folder (--data DIR).")]
    public string DataPath { get; set; } = "";
}
