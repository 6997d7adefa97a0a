namespace NeuralSearch.Ingestion.Extraction;

/// <summary>How a file is read.</summary>
internal enum FileKind
{
    Markdown,
    Text,
    Html,

    /// <summary>One document a line; the only kind that holds many.</summary>
    JsonLines,
}
