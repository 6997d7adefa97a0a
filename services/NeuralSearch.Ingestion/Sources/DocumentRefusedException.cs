namespace NeuralSearch.Ingestion.Sources;

/// <summary>A document is not as it has to be. The message is for the user; it says what and why.</summary>
internal sealed class DocumentRefusedException(string message) : Exception(message);
