namespace NeuralSearch.Ingestion.Extraction;

/// <summary>Makes one kind of file a document. Safe for use by many threads.</summary>
internal interface IExtractor
{
    /// <summary>
    /// Reads a file. Throws <see cref="Sources.DocumentRefusedException"/> with a sentence for the user if it cannot be
    /// read as this kind; no content, however hostile, may do worse.
    /// </summary>
    /// <param name="content">The whole file.</param>
    /// <param name="charset">The character encoding that the sender named; null if none.</param>
    /// <param name="cancellationToken">Gives up what takes long.</param>
    ExtractedDocument Extract(ReadOnlySpan<byte> content, string? charset, CancellationToken cancellationToken);
}
