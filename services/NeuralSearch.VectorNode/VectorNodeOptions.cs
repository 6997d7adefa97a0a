using System.ComponentModel.DataAnnotations;
using NeuralSearch.Node.Checkpoints;

namespace NeuralSearch.VectorNode;

/// <summary>Where the node keeps its data.</summary>
public sealed class VectorNodeOptions
{
    /// <summary>The configuration section; the data folder is shared with the catalog.</summary>
    public const string Section = "NeuralSearch";

    /// <summary>The data folder, absolute; made when it does not exist.</summary>
    [Required(ErrorMessage = "NeuralSearch:DataPath is not set: name the data folder (--data DIR).")]
    public string DataPath { get; set; } = "";

    /// <summary>
    /// Bytes of log after which a collection of little data writes a checkpoint. Less makes a start after a crash
    /// quicker and writes more.
    /// </summary>
    [Range(1, 1L << 40, ErrorMessage = "NeuralSearch:CheckpointBytes must lie in 1…1099511627776.")]
    public long CheckpointBytes { get; set; } = new CheckpointOptions().MinLogBytes;
}
