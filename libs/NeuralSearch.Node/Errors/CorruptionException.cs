namespace NeuralSearch.Node.Errors;

/// <summary>
/// A file does not hold what was written to it. Names the file and the offset; nothing is cut or repaired.
/// </summary>
public sealed class CorruptionException(string path, long offset, string what)
    : IOException($"{path} is damaged at offset {offset}: {what}")
{
    /// <summary>The damaged file.</summary>
    public string Path { get; } = path;

    /// <summary>Where the damage begins, in bytes.</summary>
    public long Offset { get; } = offset;
}
