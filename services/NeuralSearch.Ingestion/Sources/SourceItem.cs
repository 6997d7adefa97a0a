namespace NeuralSearch.Ingestion.Sources;

/// <summary>One entry of a source: a document, or why there is none.</summary>
/// <param name="File">The file that it is in, as a relative path; null for an input that is one stream.</param>
/// <param name="Line">Line (or record) number, from 1; null for a whole file.</param>
/// <param name="Id">The document's id as far as it could be read.</param>
/// <param name="Document">The document, unless <paramref name="Error"/> says why not.</param>
/// <param name="Error">A sentence for the user; without it and without a document the file is named only.</param>
internal readonly record struct SourceItem(
    string? File, long? Line, string? Id, SourceDocument? Document, string? Error)
{
    public static SourceItem Ok(long line, SourceDocument document) => new(null, line, document.Id, document, null);

    public static SourceItem Refused(long line, string? id, string error) => new(null, line, id, null, error);

    /// <summary>A document that is a whole file.</summary>
    public static SourceItem OfFile(string file, SourceDocument document) =>
        new(file, null, document.Id, document, null);

    /// <summary>
    /// A file, or a part of a request that is none (<paramref name="file"/> null), that gives no document.
    /// </summary>
    public static SourceItem RefusedFile(string? file, string error) => new(file, null, null, null, error);

    /// <summary>A file of the source that was not sent: what is stored of it stays.</summary>
    public static SourceItem Kept(string file) => new(file, null, null, null, null);
}
