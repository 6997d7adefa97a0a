namespace NeuralSearch.Catalog;

/// <summary>The ingestions of now and before; the oldest finished ones are dropped beyond a few hundred.</summary>
public interface IIngestionHistory
{
    /// <summary>Inserts the ingestion or replaces what is known of it.</summary>
    ValueTask SaveAsync(IngestionRecord ingestion, CancellationToken cancellationToken = default);

    /// <summary>The newest ingestions, newest first.</summary>
    ValueTask<IReadOnlyList<IngestionRecord>> ListAsync(int count, CancellationToken cancellationToken = default);

    /// <summary>
    /// Marks ingestions that an earlier process left running as stopped, with this reason and finish time.
    /// To be called once, before the first ingestion of a process. Returns how many there were.
    /// </summary>
    ValueTask<int> StopAbandonedAsync(
        string reason, DateTimeOffset finishedAt, CancellationToken cancellationToken = default);
}
