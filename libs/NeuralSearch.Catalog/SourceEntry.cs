namespace NeuralSearch.Catalog;

/// <summary>A document of a source.</summary>
/// <param name="DocumentId">Its id.</param>
/// <param name="File">See <see cref="DocumentOrigin"/>.</param>
public sealed record SourceEntry(string DocumentId, string? File);
