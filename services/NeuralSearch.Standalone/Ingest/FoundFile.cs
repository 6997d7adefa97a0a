namespace NeuralSearch.Standalone.Ingest;

/// <summary>A file that is to be sent.</summary>
/// <param name="FullPath">Where it is.</param>
/// <param name="Path">Its path below its source, with forward slashes.</param>
/// <param name="SizeBytes">Its size when it was found.</param>
internal sealed record FoundFile(string FullPath, string Path, long SizeBytes);
