namespace NeuralSearch.Ingestion;

/// <summary>Why an ingestion cannot begin or go on. The message says what happened and what to do.</summary>
internal sealed class IngestionException(IngestionError error, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public IngestionError Error { get; } = error;
}
