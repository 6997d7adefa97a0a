namespace NeuralSearch.Catalog;

/// <summary>Where a document came from.</summary>
/// <param name="DocumentId">The id that the user gave, or that was made from source and file.</param>
/// <param name="Source">The name of a source, or how it came without one: "http", "sample".</param>
/// <param name="File">The file of the source, as a relative path with forward slashes; null without a file.</param>
/// <param name="IsNamed">
/// True if the source is one that a user named. It takes the document over from any other source; a document that comes
/// without a named source stays with the one that it has.
/// </param>
public sealed record DocumentOrigin(string DocumentId, string Source, string? File = null, bool IsNamed = false);
