using System.ComponentModel.DataAnnotations;
using NeuralSearch.Node.Checkpoints;
using NeuralSearch.ServiceDefaults.Hosting;

namespace NeuralSearch.VectorNode;

/// <summary>Where the node keeps its data, and the memory that it may take.</summary>
public sealed class VectorNodeOptions : IValidatableObject
{
    /// <summary>The configuration section; the data folder is shared with the catalog.</summary>
    public const string Section = "NeuralSearch";

    private const string NoLimit = "none";

    /// <summary>The data folder, absolute; made when it does not exist.</summary>
    [Required(ErrorMessage = "NeuralSearch:DataPath is not set: name the data folder (--data DIR).")]
    public string DataPath { get; set; } = "";

    /// <summary>
    /// Bytes of log after which a collection of little data writes a checkpoint. Less makes a start after a crash
    /// quicker and writes more.
    /// </summary>
    [Range(1, 1L << 40, ErrorMessage = "NeuralSearch:CheckpointBytes must lie in 1…1099511627776.")]
    public long CheckpointBytes { get; set; } = new CheckpointOptions().MinLogBytes;

    /// <summary>
    /// Memory that the collections may take together, as <see cref="ByteSize"/> reads it; <c>none</c> for no limit, null
    /// for 80 % of what the machine or the container has.
    /// </summary>
    public string? Memory { get; set; }

    /// <summary>The same in bytes; null for no limit.</summary>
    internal long? MemoryBytes => Memory switch
    {
        null or "" => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 10 * 8,
        NoLimit => null,
        _ when ByteSize.TryParse(Memory, out long bytes) => bytes,
        _ => throw new InvalidOperationException($"{Section}:{nameof(Memory)} is '{Memory}'"),
    };

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Memory is null or "" or NoLimit || ByteSize.TryParse(Memory, out _)) yield break;
        yield return new ValidationResult(
            $"allowed is {ByteSize.Forms}, or '{NoLimit}' (--memory).", [nameof(Memory)]);
    }
}
