namespace NeuralSearch.Ingestion.Sources;

/// <summary>Where documents come from. Read once, by one reader, only as fast as the reader asks.</summary>
internal interface IDocumentSource
{
    /// <summary>
    /// The entries in order. Throws <see cref="SourceException"/> if the input ends before its end; everything that was
    /// delivered before that is good.
    /// </summary>
    IAsyncEnumerable<SourceItem> ReadAsync(CancellationToken cancellationToken);
}
