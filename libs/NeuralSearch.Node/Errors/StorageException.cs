namespace NeuralSearch.Node.Errors;

/// <summary>The disk refused a write. With <see cref="IsTransient"/> (no space) later writes may succeed.</summary>
public sealed class StorageException(string message, bool isTransient, Exception? inner = null)
    : IOException(message, inner)
{
    /// <summary>True when nothing was damaged and the write can be sent again once there is space.</summary>
    public bool IsTransient { get; } = isTransient;
}
