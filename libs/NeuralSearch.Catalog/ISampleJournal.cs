namespace NeuralSearch.Catalog;

/// <summary>
/// Remembers how far a sample was loaded, so that an interrupted load goes on, and one whose collection the user
/// deleted does not come back.
/// </summary>
public interface ISampleJournal
{
    /// <summary>The state of the sample of this collection; null if it was never begun.</summary>
    ValueTask<SampleRecord?> FindAsync(string collection, CancellationToken cancellationToken = default);

    /// <summary>Inserts or replaces the state.</summary>
    ValueTask SaveAsync(SampleRecord sample, CancellationToken cancellationToken = default);
}
