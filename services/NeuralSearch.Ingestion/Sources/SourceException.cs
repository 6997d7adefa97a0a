namespace NeuralSearch.Ingestion.Sources;

/// <summary>An input could not be read to its end.</summary>
internal sealed class SourceException(string message, bool isDisconnected, Exception innerException)
    : Exception(message, innerException)
{
    /// <summary>True if the sender went away; false if what it sent cannot be read.</summary>
    public bool IsDisconnected { get; } = isDisconnected;
}
