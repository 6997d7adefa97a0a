namespace NeuralSearch.Catalog;

/// <summary>
/// What the system remembers beside the vectors: stored documents, past ingestions, the state of the sample.
/// Every write is on disk when its task completes. All members may be called from any thread at the same time.
/// A file that cannot be used shows as <see cref="CatalogException"/>.
/// </summary>
public interface ICatalog
{
    /// <summary>Which documents are stored, with which content.</summary>
    IDocumentLedger Documents { get; }

    /// <summary>The ingestions of now and before.</summary>
    IIngestionHistory Ingestions { get; }

    /// <summary>How far the sample was loaded.</summary>
    ISampleJournal Samples { get; }

    /// <summary>Completes if the catalog answers; throws <see cref="CatalogException"/> otherwise.</summary>
    ValueTask CheckAsync(CancellationToken cancellationToken = default);
}
