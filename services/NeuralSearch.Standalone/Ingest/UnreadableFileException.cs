namespace NeuralSearch.Standalone.Ingest;

/// <summary>
/// A file could not be read to its end when a part of it was sent already; the message names it. Not an
/// <see cref="IOException"/>: that would count as one of the connection.
/// </summary>
internal sealed class UnreadableFileException(FoundFile file, Exception cause)
    : Exception($"{file.FullPath}: {cause.Message}", cause);
