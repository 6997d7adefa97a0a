namespace NeuralSearch.Standalone.Ingest;

/// <summary>A path of the command line cannot be ingested; the message says which, why, and what to do.</summary>
internal sealed class WrongPathException(string message) : Exception(message);
