namespace NeuralSearch.Ingestion.Extraction;

/// <summary>How a file is read.</summary>
public enum FileKind
{
    /// <summary>Markdown, one document.</summary>
    Markdown,

    /// <summary>Plain text, one document.</summary>
    Text,

    /// <summary>HTML, one document.</summary>
    Html,

    /// <summary>One document a line; the only kind that holds many.</summary>
    JsonLines,
}
