namespace NeuralSearch.Ingestion.Sources;

/// <summary>One entry of a source: a document, or why there is none.</summary>
/// <param name="Line">Line (or record) number, from 1.</param>
/// <param name="Id">The document's id as far as it could be read.</param>
/// <param name="Document">The document, unless <paramref name="Error"/> says why not.</param>
/// <param name="Error">A sentence for the user.</param>
internal readonly record struct SourceItem(long Line, string? Id, SourceDocument? Document, string? Error)
{
    public static SourceItem Ok(long line, SourceDocument document) => new(line, document.Id, document, null);

    public static SourceItem Refused(long line, string? id, string error) => new(line, id, null, error);
}
